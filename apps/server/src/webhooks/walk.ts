import type { SupportEvent } from '@kinconecta/support-contracts'
import { waitAfterMs, MAX_ATTEMPTS } from './retry-schedule.ts'
import type { WaitingRow, WalkRow } from './webhook-walks.repository.ts'

/** A ticket whose delivery failed. Its events from `position` to `lastSkipped` wait for another attempt. */
export interface WaitingTicket extends WaitingRow {
  lastSkipped: number
}

/** What has to be stored of a walk. */
export interface WalkChanges {
  walkId: number
  position: number
  waiting: WaitingRow[]
  /** Tickets that wait no longer. */
  deliveredTickets: number[]
  isFinished: boolean
}

/** A walk has at most this many events that it has read and that are neither delivered nor set aside. */
const MAX_UNSETTLED = 500
/** With more waiting tickets, it reads no further events. */
const MAX_WAITING = 1_000

/** One way through the log, in memory: what was read, what is on its way, and which tickets wait. */
export class Walk {
  readonly row: WalkRow
  readonly waiting = new Map<number, WaitingTicket>()
  #readTo: number
  #queue: SupportEvent[] = []
  /** Positions, ascending, because they are added in this order. */
  readonly #unsettled = new Set<number>()
  #changedTickets = new Set<number>()
  #storedPosition: number
  #nextDueMs = 0

  constructor(row: WalkRow, waiting: readonly WaitingRow[]) {
    this.row = row
    this.#readTo = row.position
    this.#storedPosition = row.position
    for (const each of waiting) {
      this.waiting.set(each.ticketId, { ...each, lastSkipped: Math.max(each.position, row.position) })
    }
  }

  /** The position up to which events were read. */
  get readTo(): number {
    return this.#readTo
  }

  /** Whether so many tickets wait that it reads no further. */
  get isHeldUp(): boolean {
    return this.waiting.size >= MAX_WAITING
  }

  get wantsEvents(): boolean {
    return !this.isHeldUp && this.#unsettled.size < MAX_UNSETTLED
  }

  /** Whether all events that were read are on their way. */
  get isEmpty(): boolean {
    return this.#queue.length === 0
  }

  get isAtItsEnd(): boolean {
    return this.row.endPosition !== null && this.#readTo >= this.row.endPosition
  }

  /** Adds the events up to the position `readTo`. */
  add(events: readonly SupportEvent[], readTo: number): void {
    for (const event of events) {
      this.#queue.push(event)
      this.#unsettled.add(event.position)
    }
    this.#readTo = Math.max(this.#readTo, readTo)
  }

  /** Takes the next event whose ticket is not busy. Events of waiting tickets are set aside. */
  take(isBusy: (ticketId: number) => boolean): SupportEvent | undefined {
    for (let index = 0; index < this.#queue.length;) {
      const event = this.#queue[index]!
      const waiting = this.waiting.get(event.ticketId)
      if (!waiting && isBusy(event.ticketId)) index++
      else this.#queue.splice(index, 1)
      if (waiting) {
        waiting.lastSkipped = event.position
        this.#unsettled.delete(event.position)
      } else if (!isBusy(event.ticketId)) return event
    }
    return undefined
  }

  /** An event that was taken could not be tried. */
  putBack(event: SupportEvent): void {
    this.#queue.unshift(event)
  }

  /** A waiting ticket whose next attempt is due, and that is not busy. */
  takeDue(nowMs: number, isBusy: (ticketId: number) => boolean): WaitingTicket | undefined {
    if (nowMs < this.#nextDueMs) return undefined
    let nextDueMs = Number.POSITIVE_INFINITY
    for (const ticket of this.waiting.values()) {
      const isDue = ticket.nextAttemptMs <= nowMs
      if (isDue && !isBusy(ticket.ticketId)) return ticket
      nextDueMs = Math.min(nextDueMs, isDue ? nowMs : ticket.nextAttemptMs)
    }
    this.#nextDueMs = nextDueMs
    return undefined
  }

  /** The event was delivered, or given up. */
  settle({ ticketId, position }: SupportEvent): void {
    this.#unsettled.delete(position)
    const waiting = this.waiting.get(ticketId)
    if (waiting) this.#set({ ...waiting, position: position + 1, attempts: 0, nextAttemptMs: 0 })
  }

  /** An attempt failed and will be repeated: sets the ticket aside with its first position that is not delivered. */
  setAside({ ticketId, position }: SupportEvent, attempts: number, notBeforeMs: number, nowMs: number): void {
    this.#unsettled.delete(position)
    const lastSkipped = Math.max(this.waiting.get(ticketId)?.lastSkipped ?? 0, position)
    const nextAttemptMs = Math.max(notBeforeMs, nowMs + waitAfterMs(Math.min(attempts, MAX_ATTEMPTS - 1)))
    this.#set({ ticketId, position, attempts, nextAttemptMs, lastSkipped })
  }

  /** All waiting events of the ticket up to `lastSkipped` were delivered, and none was set aside since. */
  release(ticketId: number, lastSkipped: number): void {
    if (this.waiting.get(ticketId)?.lastSkipped !== lastSkipped) return
    this.waiting.delete(ticketId)
    this.#changedTickets.add(ticketId)
  }

  /** The receiver works again: tries the waiting tickets within `withinMs`. */
  hurry(nowMs: number, withinMs: number): void {
    for (const ticket of this.waiting.values()) {
      const nextAttemptMs = Math.min(ticket.nextAttemptMs, nowMs + withinMs * Math.random())
      this.#set({ ...ticket, nextAttemptMs })
    }
  }

  #set(ticket: WaitingTicket): void {
    this.waiting.set(ticket.ticketId, ticket)
    this.#changedTickets.add(ticket.ticketId)
    this.#nextDueMs = Math.min(this.#nextDueMs, ticket.nextAttemptMs)
  }

  /** Returns what changed since the last call; undefined if nothing did. */
  takeChanges(): WalkChanges | undefined {
    const [firstUnsettled] = this.#unsettled
    const position = firstUnsettled === undefined ? this.#readTo : firstUnsettled - 1
    const isFinished = this.isAtItsEnd && firstUnsettled === undefined && this.waiting.size === 0
    const changed = [...this.#changedTickets]
    if (position === this.#storedPosition && changed.length === 0 && !isFinished) return undefined
    this.#changedTickets = new Set()
    this.#storedPosition = position
    return {
      walkId: this.row.walkId,
      position,
      waiting: changed.flatMap((ticketId) => this.waiting.get(ticketId) ?? []),
      deliveredTickets: changed.filter((ticketId) => !this.waiting.has(ticketId)),
      isFinished,
    }
  }
}

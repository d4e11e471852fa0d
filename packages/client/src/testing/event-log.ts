import {
  type ChangeOf,
  type EventQuery,
  type EventStreamQuery,
  type Page,
  type SupportEvent,
  SupportError,
} from '@kinconecta/support-contracts'
import { wireTimestamp } from './timestamps.ts'

const DEFAULT_LIMIT = 100

/** The log of a fake, in memory. */
export class EventLog {
  readonly #events: SupportEvent[] = []
  readonly #now: () => string
  readonly #waiting = new Set<() => void>()
  #recorded = () => {}

  constructor(now: () => string) {
    this.#now = now
  }

  record(change: ChangeOf): void {
    const position = this.#events.length + 1
    const event: SupportEvent = {
      id: `evt_${position}`,
      position,
      occurredAt: wireTimestamp(this.#now()),
      actor: { kind: 'admin', id: 'anyone' },
      ...change,
    }
    this.#events.push(event)
    this.#recorded()
    for (const wake of this.#waiting) wake()
  }

  /** Calls `recorded` after each new event. */
  onRecord(recorded: () => void): void {
    this.#recorded = recorded
  }

  /** The position of the last event; 0 if there is none. */
  get end(): number {
    return this.#events.length
  }

  all(): SupportEvent[] {
    return structuredClone(this.#events)
  }

  list({ after = 0, cursor, types, ticketId, limit = DEFAULT_LIMIT }: EventQuery): Page<SupportEvent> {
    if (cursor && !/^\d+$/.test(cursor)) throw new SupportError('CURSOR_INVALID')
    const start = cursor ? Number(cursor) : after
    this.#refuseBeyondEnd(start)
    const matching = this.#events.filter((event) => event.position > start && isAsked(event, { types, ticketId }))
    const items = structuredClone(matching.slice(0, limit))
    return { items, nextCursor: matching.length > limit ? String(items.at(-1)!.position) : null }
  }

  /** Throws at once what the service answers before a stream begins. */
  stream(
    { after = this.#events.length, lastEventId = String(after), ...filters }: EventStreamQuery,
    signal: AbortSignal | undefined,
  ): AsyncIterable<SupportEvent> {
    this.#refuseBeyondEnd(Number(lastEventId))
    return this.#follow(Number(lastEventId), filters, signal)
  }

  async *#follow(position: number, filters: Filters, signal: AbortSignal | undefined): AsyncGenerator<SupportEvent> {
    for (;;) {
      if (signal?.aborted) return
      const event = this.#events[position]
      if (!event) await this.#change(signal)
      else if (isAsked(event, filters)) yield structuredClone(event)
      if (event) position++
    }
  }

  /** Resolves when an event was recorded, or `signal` aborts. */
  async #change(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal?.addEventListener('abort', wake)
    })
  }

  #refuseBeyondEnd(position: number): void {
    const end = this.#events.length
    if (position <= end) return
    throw new SupportError('INVALID_INPUT', `after: Must be at most ${end}, the last position of this log`)
  }
}

type Filters = Pick<EventStreamQuery, 'types' | 'ticketId'>

function isAsked(event: SupportEvent, { types, ticketId }: Filters): boolean {
  return (types === undefined || types.includes(event.type)) && (ticketId === undefined || event.ticketId === ticketId)
}

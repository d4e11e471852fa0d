import { type DeskTicket, fieldsOfStatus, type Ticket, type TicketStatus } from '@kinconecta/support-contracts'
import { wireTimestamp } from './timestamps.ts'

/** What the desk knows about a ticket, and the version that staff see. Tags are ids. */
export type DeskState = Omit<DeskTicket, keyof Ticket | 'tags' | 'allowedTransitions'> & {
  version: number
  tagIds: number[]
  /** Null if the requester has written nothing but the first message. */
  lastRequesterMessageAt: string | null
}

/** A resolution that ended. */
interface PastResolution {
  resolvedAt: string
  reopenedAt: string
}

/** The state of the desk for each ticket of a fake service. */
export class DeskStates {
  readonly #states = new Map<number, DeskState>()
  readonly #readAt = new Map<number, string>()
  readonly #pastResolutions = new Map<number, PastResolution[]>()
  readonly #now: () => string

  constructor(now: () => string) {
    this.#now = now
  }

  get({ ticketId, createdAt }: Pick<Ticket, 'ticketId' | 'createdAt'>): DeskState {
    return this.#states.get(ticketId) ?? { ...NEW, lastActivityAt: createdAt }
  }

  /** Changes fields of a ticket, and increments the version that staff see. */
  change(ticket: Pick<Ticket, 'ticketId' | 'createdAt'>, fields: Partial<DeskState> = {}): DeskState {
    const state = this.get(ticket)
    const changed = { ...state, ...fields, version: state.version + 1 }
    this.#keepPastResolution(ticket.ticketId, resolutionOf(state), resolutionOf(changed))
    this.#states.set(ticket.ticketId, changed)
    return changed
  }

  /** The resolutions that ended because the ticket was opened, or resolved, again. */
  pastResolutionsOf(ticketId: number): readonly PastResolution[] {
    return this.#pastResolutions.get(ticketId) ?? []
  }

  #keepPastResolution(ticketId: number, before: string | null, after: string | null): void {
    if (before === null || before === after) return
    const past = { resolvedAt: before, reopenedAt: after ?? wireTimestamp(this.#now()) }
    this.#pastResolutions.set(ticketId, [...this.pastResolutionsOf(ticketId), past])
  }

  /** Sets fields of a new ticket. */
  set(ticket: Pick<Ticket, 'ticketId' | 'createdAt'>, fields: Partial<DeskState>): void {
    this.#states.set(ticket.ticketId, { ...this.get(ticket), ...fields })
  }

  /** Records a new ticket, which can have any status. */
  insert(ticket: Ticket): void {
    if (ticket.status === 'OPEN') return
    this.#states.set(ticket.ticketId, { ...this.get(ticket), ...this.ofStatus(ticket.status) })
  }

  /** Whether the requester has written something since the ticket was marked as read. */
  isUnread(ticket: Pick<Ticket, 'ticketId' | 'createdAt'>): boolean {
    const readAt = this.#readAt.get(ticket.ticketId)
    return readAt === undefined || readAt < (this.get(ticket).lastRequesterMessageAt ?? ticket.createdAt)
  }

  /** Returns the current time, until which the ticket is read. */
  markRead(ticketId: number): string {
    const readAt = wireTimestamp(this.#now())
    this.#readAt.set(ticketId, readAt)
    return readAt
  }

  /** The fields that change with the status. */
  ofStatus(status: TicketStatus): Partial<DeskState> {
    const { status: _, ...fields } = fieldsOfStatus(status, wireTimestamp(this.#now()))
    return fields
  }
}

const NEW: Omit<DeskState, 'lastActivityAt'> = {
  version: 1,
  priority: 'NORMAL',
  waitingOn: 'agent',
  assigneeId: null,
  teamId: null,
  tagIds: [],
  followerIds: [],
  resolutionCode: null,
  duplicateOf: null,
  mergedInto: null,
  mergedAt: null,
  followUpOf: null,
  isSnoozed: false,
  snoozedUntil: null,
  firstRespondedAt: null,
  resolvedAt: null,
  closedAt: null,
  nextTarget: null,
  dueAt: null,
  warnAt: null,
  breachedAt: null,
  lastRequesterMessageAt: null,
  satisfaction: null,
}

function resolutionOf({ resolvedAt, closedAt }: DeskState): string | null {
  return resolvedAt ?? closedAt
}

import { msOf } from '../core/time.ts'
import type { WaitingOn } from '../desk/desk-fields.ts'
import type { TicketStatus } from '../tickets/ticket-fields.ts'
import type { AuthorKind } from './message.ts'

const DAY_MS = 86_400_000

/** What decides about the effects of a public message on its ticket. Timestamps are ISO 8601. */
export interface RepliedTicket {
  status: TicketStatus
  resolvedAt: string | null
  /** Of a ticket that was resolved before the service recorded when: the time of its last change. */
  updatedAt: string
}

/**
 * What a public message changes of its ticket. `isFollowUp`: nothing, because the message becomes the first one of a
 * new ticket.
 */
export interface ReplyEffects {
  isFollowUp: boolean
  /** Whether the ticket gets the status OPEN again. */
  reopens: boolean
  waitingOn: WaitingOn
  /** Whether a snooze ends. */
  endsSnooze: boolean
  /** Whether this is an answer of staff, the first of which is recorded. */
  isResponse: boolean
}

/**
 * The effects of a public message, at `now` (ISO 8601). A requester reopens a ticket that was resolved within
 * `reopenDays`; later, and if the ticket is closed, the reply starts a ticket of its own.
 */
export function replyEffects(
  { status, resolvedAt, updatedAt }: RepliedTicket,
  author: AuthorKind,
  now: string,
  reopenDays: number,
): ReplyEffects {
  if (author !== 'requester') {
    return { isFollowUp: false, reopens: false, waitingOn: 'requester', endsSnooze: false, isResponse: true }
  }
  const isLate = status === 'RESOLVED' && msOf(now) - msOf(resolvedAt ?? updatedAt) > reopenDays * DAY_MS
  return {
    isFollowUp: status === 'CLOSED' || isLate,
    reopens: status === 'RESOLVED' && !isLate,
    waitingOn: 'agent',
    endsSnooze: true,
    isResponse: false,
  }
}

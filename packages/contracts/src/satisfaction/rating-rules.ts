import { SupportError } from '../core/errors.ts'
import { msOf, timestampOf } from '../core/time.ts'
import type { ResolutionCode } from '../desk/desk-fields.ts'
import type { TicketStatus } from '../tickets/ticket-fields.ts'
import { RATING_CHANGEABLE_DAYS } from './rating.ts'

// The rules of ratings, without a database: the service and its fake share them.

const CHANGEABLE_MS = RATING_CHANGEABLE_DAYS * 86_400_000

/** What decides whether the resolution of a ticket can be rated. */
export interface RatedTicket {
  ticketId: number
  status: TicketStatus
  isResolved: boolean
  resolutionCode: ResolutionCode | null
}

/** Whether a ticket has a resolution to rate: it was resolved, and is not open again. Duplicates are not rated. */
export function isRateable({ status, isResolved, resolutionCode }: Omit<RatedTicket, 'ticketId'>): boolean {
  return (status === 'RESOLVED' || status === 'CLOSED') && isResolved && resolutionCode !== 'DUPLICATE'
}

/** Throws STATUS_CONFLICT if the ticket has no resolution to rate. */
export function refuseUnresolved(ticket: RatedTicket): void {
  if (isRateable(ticket)) return
  throw new SupportError('STATUS_CONFLICT', `Support ticket ${ticket.ticketId} has no resolution that can be rated`)
}

/** Until when a rating can be changed. `ratedAt` and the result are ISO 8601 timestamps; the result is in wire form. */
export function changeableUntil(ratedAt: string): string {
  return timestampOf(msOf(ratedAt) + CHANGEABLE_MS)
}

/** Throws RATING_NOT_EDITABLE if a rating can no longer be changed at `now`. */
export function refuseLateRating(ratedAt: string, now: string): void {
  if (msOf(now) <= msOf(changeableUntil(ratedAt))) return
  throw new SupportError('RATING_NOT_EDITABLE', `A rating can be changed for ${RATING_CHANGEABLE_DAYS} days`)
}

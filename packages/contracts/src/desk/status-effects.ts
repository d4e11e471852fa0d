import type { TicketStatus } from '../tickets/ticket-fields.ts'
import type { WaitingOn } from './desk-fields.ts'

/** What else changes with the status of a ticket. `undefined` keeps the value. Every change ends a snooze. */
export interface StatusEffects {
  waitingOn: WaitingOn
  resolvedAt: string | null | undefined
  closedAt: string | null
}

/** What else changes when a ticket gets this status, however it gets it. `now` is an ISO 8601 timestamp. */
export function statusEffects(status: TicketStatus, now: string): StatusEffects {
  if (status === 'RESOLVED') return { waitingOn: 'requester', resolvedAt: now, closedAt: null }
  if (status === 'CLOSED') return { waitingOn: 'requester', resolvedAt: undefined, closedAt: now }
  return { waitingOn: 'agent', resolvedAt: null, closedAt: null }
}

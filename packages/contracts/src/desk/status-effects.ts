import type { TicketStatus } from '../tickets/ticket-fields.ts'
import type { WaitingOn } from './desk-fields.ts'

/** What else changes with the status of a ticket. `undefined` keeps the value. */
export interface StatusEffects {
  waitingOn: WaitingOn
  resolvedAt: string | null | undefined
  closedAt: string | null
  resolutionCode: null | undefined
  duplicateOf: null | undefined
  mergedInto: null | undefined
  mergedAt: null | undefined
  isSnoozed: false
  snoozedUntil: null
}

/**
 * What else changes when a ticket gets this status, however it gets it. Every new status ends a snooze. Only closing
 * keeps the resolution. `now` is an ISO 8601 timestamp.
 */
export function statusEffects(status: TicketStatus, now: string): StatusEffects {
  const unresolved = {
    resolutionCode: null,
    duplicateOf: null,
    mergedInto: null,
    mergedAt: null,
    isSnoozed: false,
    snoozedUntil: null,
  } as const
  if (status === 'RESOLVED') return { ...unresolved, waitingOn: 'requester', resolvedAt: now, closedAt: null }
  if (status !== 'CLOSED') return { ...unresolved, waitingOn: 'agent', resolvedAt: null, closedAt: null }
  const kept = {
    resolvedAt: undefined,
    resolutionCode: undefined,
    duplicateOf: undefined,
    mergedInto: undefined,
    mergedAt: undefined,
  }
  return { ...unresolved, ...kept, waitingOn: 'requester', closedAt: now }
}

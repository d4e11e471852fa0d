import type { TicketStatus } from '../tickets/ticket-fields.ts'

// Without zod: the client bundles this file.

/** The kinds of callers who work on tickets. `service` is an API key. */
export type StaffKind = 'agent' | 'admin' | 'service'

/** A way to change the status of a ticket. */
interface TransitionRule {
  from: readonly TicketStatus[]
  to: TicketStatus
  /** Who may use it. */
  by: readonly StaffKind[]
  /** The fields that must come with it. */
  needs: readonly ('resolutionCode' | 'duplicateOf')[]
}

const STAFF = ['agent', 'admin', 'service'] as const

/** The transitions of a ticket: from which status to which, who may use them, and what must come with them. */
export const TRANSITIONS = {
  start: { from: ['OPEN'], to: 'IN_PROGRESS', by: STAFF, needs: [] },
  stop: { from: ['IN_PROGRESS'], to: 'OPEN', by: STAFF, needs: [] },
  resolve: { from: ['OPEN', 'IN_PROGRESS'], to: 'RESOLVED', by: STAFF, needs: ['resolutionCode'] },
  reopen: { from: ['RESOLVED'], to: 'OPEN', by: STAFF, needs: [] },
  close: { from: ['RESOLVED'], to: 'CLOSED', by: STAFF, needs: [] },
  close_as_duplicate: {
    from: ['OPEN', 'IN_PROGRESS', 'RESOLVED'],
    to: 'CLOSED',
    by: ['agent', 'admin'],
    needs: ['duplicateOf'],
  },
  reopen_closed: { from: ['CLOSED'], to: 'OPEN', by: ['admin'], needs: [] },
} as const satisfies Record<string, TransitionRule>

/** The name of a transition: `resolve`. */
export type TransitionName = keyof typeof TRANSITIONS

/** The names of all transitions. */
export const TRANSITION_NAMES = Object.keys(TRANSITIONS) as [TransitionName, ...TransitionName[]]

/** Whether callers of this kind may use the transition on a ticket with this status. */
export function isTransitionAllowed(status: TicketStatus, name: TransitionName, by: StaffKind): boolean {
  const rule: TransitionRule = TRANSITIONS[name]
  return rule.from.includes(status) && rule.by.includes(by)
}

/** The transitions that callers of this kind may use on a ticket with this status. */
export function allowedTransitions(status: TicketStatus, by: StaffKind): TransitionName[] {
  return TRANSITION_NAMES.filter((name) => isTransitionAllowed(status, name, by))
}

/**
 * Whether the caller who got `ticket` may use the transition on it, with these fields. It does not check whether the
 * ticket of `duplicateOf` exists.
 * @example
 * const isEnabled = canTransition(ticket, 'resolve', { resolutionCode })
 */
export function canTransition(
  ticket: { ticketId: number; allowedTransitions: readonly TransitionName[] },
  name: TransitionName,
  fields: { resolutionCode?: string | null | undefined; duplicateOf?: number | null | undefined } = {},
): boolean {
  const { needs }: TransitionRule = TRANSITIONS[name]
  const isComplete = needs.every((field) => fields[field] !== undefined && fields[field] !== null)
  return ticket.allowedTransitions.includes(name) && isComplete && fields.duplicateOf !== ticket.ticketId
}

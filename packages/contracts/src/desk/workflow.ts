import { SupportError } from '../core/errors.ts'
import { given } from '../core/given.ts'
import { msOf } from '../core/time.ts'
import type { TicketStatus } from '../tickets/ticket-fields.ts'
import type { DeskTicket } from './desk-ticket.ts'
import { statusEffects } from './status-effects.ts'
import type { TicketTransition } from './transition.ts'
import { isTransitionAllowed, type StaffKind, TRANSITIONS } from './transitions.ts'

// The rules of the workflow, without a database: the service and its fake share them.

/** The most followers of one ticket. */
export const MAX_FOLLOWERS = 50

const MAX_SNOOZE_MS = 366 * 86_400_000

/** The fields of a ticket that the workflow changes. Its tags are ids. */
export type WorkflowFields = Pick<
  DeskTicket,
  | 'status'
  | 'priority'
  | 'waitingOn'
  | 'assigneeId'
  | 'teamId'
  | 'followerIds'
  | 'resolutionCode'
  | 'duplicateOf'
  | 'mergedInto'
  | 'mergedAt'
  | 'isSnoozed'
  | 'snoozedUntil'
  | 'resolvedAt'
  | 'closedAt'
> & { tagIds: number[] }

/** A ticket in the workflow. */
export type WorkflowTicket = WorkflowFields & Pick<DeskTicket, 'ticketId'>

/** The fields that a ticket gets with a new status. `now` is an ISO 8601 timestamp. */
export function fieldsOfStatus(status: TicketStatus, now: string): Partial<WorkflowFields> {
  return given({ status, ...statusEffects(status, now) })
}

/**
 * The fields that a transition changes. Throws FORBIDDEN if callers of this kind may not use it, STATUS_CONFLICT if it
 * does not start at the status of the ticket, INVALID_INPUT if the ticket would be a duplicate of itself.
 */
export function transitionChange(
  ticket: WorkflowTicket,
  transition: TicketTransition,
  by: StaffKind,
  now: string,
): Partial<WorkflowFields> {
  const { name } = transition
  const { to, by: allowed }: { to: TicketStatus; by: readonly StaffKind[] } = TRANSITIONS[name]
  if (!allowed.includes(by)) throw new SupportError('FORBIDDEN', `This caller may not use the transition ${name}`)
  if (!isTransitionAllowed(ticket.status, name, by)) throw statusConflict(ticket, `the transition ${name}`)
  const fields = fieldsOfStatus(to, now)
  if (transition.name === 'resolve') return { ...fields, resolutionCode: transition.resolutionCode }
  if (transition.name !== 'close_as_duplicate') return fields
  const { duplicateOf } = transition
  if (duplicateOf === ticket.ticketId) throw invalid('transition.duplicateOf', 'Must be another ticket')
  return { ...fields, resolutionCode: 'DUPLICATE', duplicateOf }
}

/** Throws STATUS_CONFLICT if tickets cannot be duplicates of `other`, because it is a duplicate itself. */
export function refuseDuplicateOf(other: Pick<DeskTicket, 'ticketId' | 'duplicateOf'>): void {
  if (other.duplicateOf === null) return
  const sentence = `Support ticket ${other.ticketId} is a duplicate of ${other.duplicateOf}; use that one`
  throw new SupportError('STATUS_CONFLICT', sentence)
}

/** The fields that an update changes. Throws STATUS_CONFLICT for `waitingOn` of a ticket that is done. */
export function updateChange(
  ticket: WorkflowTicket,
  {
    priority,
    waitingOn,
    tagIds,
  }: { [Field in 'priority' | 'waitingOn' | 'tagIds']?: WorkflowFields[Field] | undefined },
): Partial<WorkflowFields> {
  if (waitingOn !== undefined && waitingOn !== ticket.waitingOn) refuseIfDone(ticket, 'another waitingOn')
  return given({ priority, waitingOn, tagIds })
}

/** The fields that `take` changes. Throws ALREADY_ASSIGNED if another agent has the ticket, unless `force`. */
export function takeChange(ticket: WorkflowTicket, agentId: string, force = false): Partial<WorkflowFields> {
  if (!force) refuseIfOfAnother(ticket, agentId)
  return { assigneeId: agentId }
}

/** The fields that `release` changes. Throws ALREADY_ASSIGNED if another agent has the ticket. */
export function releaseChange(ticket: WorkflowTicket, agentId: string): Partial<WorkflowFields> {
  refuseIfOfAnother(ticket, agentId)
  return { assigneeId: null }
}

/** The fields that `snooze` changes. Throws STATUS_CONFLICT if the ticket is done, INVALID_INPUT for a wrong time. */
export function snoozeChange(ticket: WorkflowTicket, until: string | undefined, now: string): Partial<WorkflowFields> {
  refuseIfDone(ticket, 'a snooze')
  if (until === undefined) return { isSnoozed: true, snoozedUntil: null }
  refuseSnoozeUntil(until, now)
  return { isSnoozed: true, snoozedUntil: until }
}

/** Throws INVALID_INPUT unless a snooze can end at this time. */
export function refuseSnoozeUntil(until: string, now: string): void {
  const laterMs = msOf(until) - msOf(now)
  if (!(laterMs > 0)) throw invalid('until', 'Must be in the future')
  if (laterMs > MAX_SNOOZE_MS) throw invalid('until', 'Must be at most 366 days away')
}

/** The fields that the end of a snooze changes. */
export const UNSNOOZED: Partial<WorkflowFields> = { isSnoozed: false, snoozedUntil: null }

/** The fields that `follow` changes. Throws FOLLOWER_LIMIT_REACHED. */
export function followChange({ followerIds }: WorkflowTicket, agentId: string): Partial<WorkflowFields> {
  if (followerIds.includes(agentId)) return {}
  if (followerIds.length >= MAX_FOLLOWERS)
    throw new SupportError('FOLLOWER_LIMIT_REACHED', `A ticket has at most ${MAX_FOLLOWERS} followers`)
  return { followerIds: [...followerIds, agentId].toSorted(byCodeUnits) }
}

/** The fields that `unfollow` changes. */
export function unfollowChange({ followerIds }: WorkflowTicket, agentId: string): Partial<WorkflowFields> {
  return followerIds.includes(agentId) ? { followerIds: followerIds.filter((id) => id !== agentId) } : {}
}

/** The fields of `change` whose values differ from those of the ticket. */
export function differing(ticket: WorkflowTicket, change: Partial<WorkflowFields>): Partial<WorkflowFields> {
  const entries = Object.entries(change) as [keyof WorkflowFields, unknown][]
  return Object.fromEntries(entries.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(ticket[name])))
}

/** Whether the snooze of a ticket goes on. A snooze whose time has passed counts as ended. */
export function isStillSnoozed(
  { isSnoozed, snoozedUntil }: Pick<DeskTicket, 'isSnoozed' | 'snoozedUntil'>,
  now: string,
) {
  return isSnoozed && (snoozedUntil === null || msOf(snoozedUntil) > msOf(now))
}

function refuseIfOfAnother({ ticketId, assigneeId }: WorkflowTicket, agentId: string): void {
  if (assigneeId === null || assigneeId === agentId) return
  throw new SupportError('ALREADY_ASSIGNED', `Support ticket ${ticketId} is assigned to the agent ${assigneeId}`)
}

function refuseIfDone(ticket: WorkflowTicket, what: string): void {
  if (ticket.status === 'RESOLVED' || ticket.status === 'CLOSED') throw statusConflict(ticket, what)
}

function statusConflict({ ticketId, status }: WorkflowTicket, what: string): SupportError {
  return new SupportError('STATUS_CONFLICT', `Support ticket ${ticketId} is ${status}, which does not allow ${what}`)
}

function invalid(field: string, sentence: string): SupportError {
  return new SupportError('INVALID_INPUT', `${field}: ${sentence}`)
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

import type { Actor } from '../access/actor.ts'
import { SupportError } from '../core/errors.ts'
import { msOf, timestampOf } from '../core/time.ts'
import { agentIdOf, staffKindOf } from './agent-rules.ts'
import { MAX_TAGS } from './tag.ts'
import type { TicketChangeSet } from './ticket-change-set.ts'
import { type StaffKind, TRANSITIONS } from './transitions.ts'
import { isStillSnoozed, refuseSnoozeUntil, type WorkflowFields, type WorkflowTicket } from './workflow.ts'

// The rules of change sets, without a database: the service and its fake share them.

/**
 * The changes as this caller makes them now: with the id of the agent instead of `me`, and the time at which a snooze
 * ends. Throws FORBIDDEN for a transition that the caller may not use, INVALID_INPUT for `me` of an API key and for a
 * wrong time.
 */
export function resolvedChangeSet(changes: TicketChangeSet, actor: Actor, now: string): TicketChangeSet {
  const { transition, assign, snooze } = changes
  const allowed: readonly StaffKind[] = transition ? TRANSITIONS[transition.name].by : []
  if (transition && !allowed.includes(staffKindOf(actor)))
    throw new SupportError('FORBIDDEN', `This caller may not use the transition ${transition.name}`)
  return {
    ...changes,
    ...(assign?.agentId === 'me' && { assign: { ...assign, agentId: callerAsAgent(actor) } }),
    ...(snooze && { snooze: resolvedSnooze(snooze, now) }),
  }
}

function callerAsAgent(actor: Actor): string {
  const agentId = agentIdOf(actor)
  if (agentId !== undefined) return agentId
  throw new SupportError('INVALID_INPUT', 'assign.agentId: An API key is not an agent, so it cannot send `me`')
}

function resolvedSnooze(
  { until, forMinutes, untilReply }: NonNullable<TicketChangeSet['snooze']>,
  now: string,
): TicketChangeSet['snooze'] {
  if (untilReply) return { untilReply }
  const endsAt = timestampOf(forMinutes === undefined ? msOf(until!) : msOf(now) + forMinutes * 60_000)
  refuseSnoozeUntil(endsAt, now)
  return { until: endsAt }
}

/** The ids of the tags to set, to add and to remove. */
export interface TagIdChange {
  set: readonly number[] | undefined
  add: readonly number[]
  remove: readonly number[]
}

/** The tags of a ticket after a change. Throws INVALID_INPUT if they are too many. */
export function changedTagIds(tagIds: readonly number[], { set, add, remove }: TagIdChange): number[] {
  if (set) return [...set]
  const changed = [...new Set([...tagIds, ...add])].filter((id) => !remove.includes(id))
  if (changed.length > MAX_TAGS && changed.length > tagIds.length)
    throw new SupportError('INVALID_INPUT', `tags.add: A ticket can have at most ${MAX_TAGS} tags`)
  return changed
}

const STATUS_FIELDS = ['status', 'resolutionCode', 'duplicateOf', 'resolvedAt', 'closedAt'] as const
// They change with the status. If something else has changed them since, they stay.
const STATUS_EFFECTS = ['waitingOn', 'isSnoozed', 'snoozedUntil', 'mergedInto'] as const
const UNDONE = {
  status: STATUS_FIELDS,
  assignment: ['assigneeId', 'teamId'],
  priority: ['priority'],
  tags: ['tagIds'],
} as const satisfies Record<string, readonly (keyof WorkflowFields)[]>

/** What a change can be undone with: the values of its fields before and after it. */
export interface ReplacedFields {
  before: Partial<WorkflowFields>
  after: Partial<WorkflowFields>
}

/** What a change of status, assignment, priority or tags has replaced; null if it has changed none of these. */
export function replacedFields(before: WorkflowTicket, after: WorkflowTicket): ReplacedFields | null {
  const differ = (field: keyof WorkflowFields) => !isSame(before[field], after[field])
  const groups = Object.values(UNDONE).filter((fields) => fields.some(differ))
  const fields: (keyof WorkflowFields)[] = groups.flat()
  if (fields.length === 0) return null
  const all = fields.includes('status') ? [...fields, ...STATUS_EFFECTS] : fields
  const valuesOf = (ticket: WorkflowTicket) =>
    Object.fromEntries(all.map((field) => [field, inWireForm(field, ticket[field])]))
  return { before: valuesOf(before), after: valuesOf(after) }
}

/**
 * The fields that undoing a change sets. Throws PRECONDITION_FAILED if one of status, assignment, priority and tags was
 * changed by it, and is different now.
 */
export function undoChange(
  ticket: WorkflowTicket,
  { before, after }: ReplacedFields,
  now: string,
): Partial<WorkflowFields> {
  const isKept = (field: keyof WorkflowFields) => isSame(ticket[field], after[field])
  const changedSince = Object.entries(UNDONE)
    .filter(([, fields]) => fields.some((field) => field in after && !isKept(field)))
    .map(([name]) => name)
  if (changedSince.length > 0)
    throw new SupportError('PRECONDITION_FAILED', `Changed since then: ${changedSince.join(', ')}`)
  const { mergedInto, ...undone } = before
  if (!('status' in after)) return undone
  if (mergedInto) {
    const sentence = `The change ended the merge into support ticket ${mergedInto}; merge the ticket again instead`
    throw new SupportError('PRECONDITION_FAILED', sentence)
  }
  const isEnded = before.isSnoozed && !isStillSnoozed(before as WorkflowTicket, now)
  if (!isKept('waitingOn')) delete undone.waitingOn
  if (!isKept('isSnoozed') || !isKept('snoozedUntil') || isEnded) {
    delete undone.isSnoozed
    delete undone.snoozedUntil
  }
  return undone
}

/** A value as it is read later: times are those that the service sends. */
function inWireForm(field: keyof WorkflowFields, value: unknown): unknown {
  const isTime = field === 'resolvedAt' || field === 'closedAt' || field === 'snoozedUntil'
  return isTime && typeof value === 'string' ? timestampOf(msOf(value)) : value
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}

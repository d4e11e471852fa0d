import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { TimestampInput } from '../core/timestamps.ts'
import { AgentId, TicketPriority, WaitingOn } from './desk-fields.ts'
import { MAX_TAGS, TagName } from './tag.ts'
import { TicketTransition } from './transition.ts'

/** The longest snooze, in minutes: 366 days. */
const MAX_SNOOZE_MINUTES = 527_040

const tagNames = z.array(TagName).min(1).max(MAX_TAGS)

/** Which tags a ticket gets: exactly those of `set`, or its own with those of `add` and without those of `remove`. */
export const TagChange = z
  .object({
    set: z.array(TagName).max(MAX_TAGS).meta({ description: 'Replaces the tags.' }).optional(),
    add: tagNames.meta({ description: 'Added after the other tags. A tag that does not exist is created.' }).optional(),
    remove: tagNames.meta({ description: 'Removed. Tags that the ticket does not have are ignored.' }).optional(),
  })
  .refine(({ set, add, remove }) => (set === undefined) !== (add === undefined && remove === undefined), {
    message: 'Must have either set, or add, remove or both',
    path: ['set'],
  })
  .meta({ id: 'TagChange', description: 'Replaces the tags, or adds and removes some.' })
export type TagChange = z.infer<typeof TagChange>

/** To whom a ticket is assigned, as in `desk.tickets.assign`. */
const Assign = z
  .object({
    agentId: AgentId.nullable()
      .meta({ description: '`me` for the caller, null for nobody. Unchanged if not sent.' })
      .optional(),
    teamId: Id.nullable().meta({ description: 'Null for no team. Unchanged if not sent.' }).optional(),
  })
  .refine(({ agentId, teamId }) => agentId !== undefined || teamId !== undefined, {
    message: 'Must have agentId, teamId or both',
    path: ['agentId'],
  })
  .meta({ id: 'TicketAssignmentChange', description: 'To whom the ticket is assigned.' })

/** Until when a ticket is snoozed: exactly one of the fields. */
const Snooze = z
  .object({
    until: TimestampInput.meta({ description: 'When the snooze ends: in the future, at most a year away.' }).optional(),
    forMinutes: z
      .int()
      .min(1)
      .max(MAX_SNOOZE_MINUTES)
      .meta({ description: 'For how many minutes, from the time of the call.' })
      .optional(),
    untilReply: z
      .literal(true)
      .meta({ description: 'The snooze ends with the next reply of the requester.' })
      .optional(),
  })
  .refine((snooze) => Object.values(snooze).filter((value) => value !== undefined).length === 1, {
    message: 'Must have exactly one of until, forMinutes and untilReply',
    path: ['until'],
  })
  .meta({ id: 'TicketSnoozeChange', description: 'Until when the ticket is snoozed: exactly one of the fields.' })

/**
 * Changes of a ticket that are made together, in this order: transition, fields and tags, snooze, assignment. Each
 * follows the rules of its own operation; if one is refused, none is made.
 */
export const TicketChangeSet = z
  .object({
    transition: TicketTransition.optional(),
    priority: TicketPriority.optional(),
    waitingOn: WaitingOn.optional(),
    tags: TagChange.optional(),
    snooze: Snooze.optional(),
    assign: Assign.optional(),
  })
  .meta({
    id: 'TicketChangeSet',
    description:
      'Changes that are made together, in this order. Each follows the rules of its own operation (`transition`, ' +
      '`update`, `snooze`, `assign`); if one is refused, none is made.',
    examples: [{ transition: { name: 'resolve', resolutionCode: 'SOLVED' }, tags: { add: ['refund'] } }],
  })
export type TicketChangeSet = z.infer<typeof TicketChangeSet>

/** Whether a set has no change. */
export function isEmptyChangeSet(changes: TicketChangeSet): boolean {
  return Object.values(changes).every((value) => value === undefined)
}

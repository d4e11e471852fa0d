import { z } from 'zod'
import { Id, VersionedRef } from '../core/ids.ts'
import { TimestampInput } from '../core/timestamps.ts'
import { AgentId, TicketPriority, WaitingOn } from './desk-fields.ts'
import { MAX_TAGS, TagName } from './tag.ts'

/** The input that updates what the desk knows about a ticket. Fields that are left out keep their values. */
export const DeskTicketUpdate = z
  .object({
    ...VersionedRef.shape,
    priority: TicketPriority.optional(),
    waitingOn: WaitingOn.optional(),
    tags: z
      .array(TagName)
      .max(MAX_TAGS)
      .meta({ description: 'Replaces the tags. A tag that does not exist is created.' })
      .optional(),
  })
  .meta({ id: 'DeskTicketUpdate', examples: [{ priority: 'HIGH', tags: ['refund'] }] })
export type DeskTicketUpdate = z.infer<typeof DeskTicketUpdate>

/** The input that assigns a ticket to an agent, to a team, or to both. */
export const TicketAssignment = z
  .object({
    ...VersionedRef.shape,
    agentId: AgentId.nullable().meta({ description: 'Null for nobody. Unchanged if not sent.' }).optional(),
    teamId: Id.nullable()
      .meta({
        description:
          'Null for no team. Unchanged if not sent. If nobody has the ticket afterwards, the team assigns it to one ' +
          'of its members, unless its `assignment` is `manual`.',
      })
      .optional(),
  })
  .meta({ id: 'TicketAssignment', examples: [{ agentId: 'agent-7' }] })
export type TicketAssignment = z.infer<typeof TicketAssignment>

/** The input with which an agent takes a ticket. */
export const TicketTake = z
  .object({
    ...VersionedRef.shape,
    force: z.boolean().meta({ description: 'Take it also from another agent. Default: false.' }).optional(),
  })
  .meta({ id: 'TicketTake', examples: [{ force: true }] })
export type TicketTake = z.infer<typeof TicketTake>

/** The input that snoozes a ticket: with `until`, or with `untilReply`. */
export const TicketSnooze = z
  .object({
    ...VersionedRef.shape,
    until: TimestampInput.meta({ description: 'When the snooze ends: in the future, at most a year away.' }).optional(),
    untilReply: z
      .literal(true)
      .meta({ description: 'The snooze ends with the next reply of the requester.' })
      .optional(),
  })
  .refine(({ until, untilReply }) => (until === undefined) !== (untilReply === undefined), {
    message: 'Must have either until or untilReply',
    path: ['until'],
  })
  .meta({ id: 'TicketSnooze', examples: [{ untilReply: true }] })
export type TicketSnooze = z.infer<typeof TicketSnooze>

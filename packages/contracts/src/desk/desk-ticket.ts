import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { Timestamp } from '../core/timestamps.ts'
import { SatisfactionScore } from '../satisfaction/rating.ts'
import { Ticket } from '../tickets/ticket.ts'
import { AgentId, ResolutionCode, TicketPriority, WaitingOn } from './desk-fields.ts'
import { ServiceTarget } from './policy.ts'
import { TagName } from './tag.ts'
import { TicketTransitionName } from './transition.ts'

/** A ticket as staff see it: the fields of the requester's view, and those of the desk. Its version is its own. */
export const DeskTicket = z
  .object({
    ...Ticket.shape,
    priority: TicketPriority,
    waitingOn: WaitingOn,
    assigneeId: AgentId.nullable().meta({ description: 'The agent to whom the ticket is assigned.' }),
    teamId: Id.nullable().meta({ description: 'The team to which the ticket is assigned.' }),
    tags: z.array(TagName).meta({ description: 'The names of the tags, in the order in which they were sent.' }),
    followerIds: z.array(AgentId).meta({ description: 'The agents who follow the ticket, ascending.' }),
    resolutionCode: ResolutionCode.nullable().meta({
      description: 'How it was resolved; null if it is not resolved, or if nobody said how.',
    }),
    duplicateOf: Id.nullable().meta({ description: 'The ticket that this one duplicates.' }),
    mergedInto: Id.nullable().meta({ description: 'The ticket that has the messages of this one now.' }),
    mergedAt: Timestamp.nullable().meta({ description: 'When it was merged; it can be undone for 24 hours.' }),
    followUpOf: Id.nullable().meta({ description: 'The closed ticket that this one continues.' }),
    isSnoozed: z.boolean().meta({ description: 'Whether the ticket is snoozed now.' }),
    snoozedUntil: Timestamp.nullable().meta({
      description: 'When the snooze ends; null if the ticket is not snoozed, or is snoozed until the next reply.',
    }),
    firstRespondedAt: Timestamp.nullable().meta({ description: 'When staff first replied to the requester.' }),
    resolvedAt: Timestamp.nullable().meta({ description: 'When the ticket was resolved; null if it is not.' }),
    closedAt: Timestamp.nullable().meta({ description: 'When the ticket was closed; null if it is not.' }),
    nextTarget: ServiceTarget.nullable().meta({
      description: 'The target of the service level that is due next; null if none is running.',
    }),
    dueAt: Timestamp.nullable().meta({
      description: 'When `nextTarget` is due; null while its time is paused.',
    }),
    warnAt: Timestamp.nullable().meta({
      description: 'When the warning of `nextTarget` is due; null while its time is paused, or without a warning.',
    }),
    breachedAt: Timestamp.nullable().meta({ description: 'When `nextTarget` was missed; null if it was not.' }),
    lastActivityAt: Timestamp.meta({ description: 'When the last message was sent.' }),
    satisfaction: z
      .object({ score: SatisfactionScore, ratedAt: Timestamp })
      .nullable()
      .meta({ description: 'The newest rating of the requester; null if there is none.' }),
    allowedTransitions: z.array(TicketTransitionName).meta({
      description: 'The transitions that this caller may use on the ticket now.',
    }),
  })
  .meta({ id: 'DeskTicket' })
export type DeskTicket = z.infer<typeof DeskTicket>

import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { Timestamp } from '../core/timestamps.ts'
import { LinkRelation } from '../desk/link.ts'
import { AgentId, ResolutionCode, TicketPriority, WaitingOn } from '../desk/desk-fields.ts'
import { AuthorKind } from '../messages/message.ts'
import { ServiceTarget } from '../desk/policy.ts'
import { SatisfactionScore } from '../satisfaction/rating.ts'
import { RoleContext, TicketCategory, TicketStatus } from '../tickets/ticket-fields.ts'

/** Who made a change. */
export const EventActor = z
  .object({
    kind: z.enum(['guest', 'member', 'agent', 'admin', 'service', 'system']).meta({
      description: '`member` is a guide or a tourist, `service` an API key, `system` the service itself.',
    }),
    id: z
      .string()
      .nullable()
      .meta({ description: 'Id of the account or the API key; null for guests and the system.' }),
  })
  .meta({ id: 'EventActor' })
export type EventActor = z.infer<typeof EventActor>

const common = {
  id: z.string().meta({ description: 'Unique id of the event. Use it to recognize an event that arrives twice.' }),
  position: z.int().min(1).meta({ description: 'Place in the log: 1, 2, 3, … without gaps. Send it back as `after`.' }),
  occurredAt: Timestamp.meta({ description: 'When the change was made.' }),
  ticketId: Id.meta({ description: 'The ticket that was changed, or whose attachment was.' }),
  actor: EventActor,
  version: z.int().min(1).meta({ description: 'Version of the ticket after the change.' }),
}

const merge = {
  sourceTicketId: Id.meta({ description: 'The ticket whose messages were moved.' }),
  targetTicketId: Id.meta({ description: 'The ticket that got them.' }),
}
const link = { relation: LinkRelation, otherTicketId: Id }
const messageId = Id.meta({ description: 'The message.' })
const attachmentId = Id.meta({ description: 'The attachment.' })
const due = {
  target: ServiceTarget,
  policyId: Id.meta({ description: 'The policy that applies.' }),
  dueAt: Timestamp.meta({ description: 'When the target is or was due.' }),
}

/** The fields whose changes events name. `updatedAt` changes with every update. */
export const TICKET_FIELDS = [
  'userId',
  'roleContext',
  'fullName',
  'email',
  'subject',
  'category',
  'message',
  'status',
  'createdAt',
] as const
export const ATTACHMENT_FIELDS = ['ticketId', 'fileUrl', 'fileName', 'mimeType', 'fileSizeBytes', 'uploadedAt'] as const

function changedFields<Field extends string>(fields: readonly [Field, ...Field[]]) {
  return z.array(z.enum(fields)).meta({ description: 'Names of the fields with new values.' })
}

function eventOf<Type extends string, Data extends z.ZodRawShape>(type: Type, data: Data) {
  const { id, position, ...others } = common
  return z.object({ id, position, type: z.literal(type), ...others, data: z.object(data) })
}

/**
 * An event of the log: one change of a ticket or its attachments. `data` has ids, field names and values of closed
 * enums only, never text that a person wrote. A new type of event is added here; the compiler then asks for the rest.
 */
export const SupportEvent = z
  .discriminatedUnion('type', [
    eventOf('ticket.created', { status: TicketStatus, category: TicketCategory, roleContext: RoleContext }),
    eventOf('ticket.updated', {
      changedFields: changedFields(TICKET_FIELDS),
    }),
    eventOf('ticket.status_changed', { from: TicketStatus, to: TicketStatus }),
    eventOf('ticket.deleted', {}),
    eventOf('ticket.resolution_changed', { resolutionCode: ResolutionCode, duplicateOf: Id.nullable() }),
    eventOf('ticket.assigned', {
      fromAgentId: AgentId.nullable(),
      toAgentId: AgentId.nullable(),
      fromTeamId: Id.nullable(),
      toTeamId: Id.nullable(),
    }),
    eventOf('ticket.priority_changed', { from: TicketPriority, to: TicketPriority }),
    eventOf('ticket.tags_changed', { addedTagIds: z.array(Id), removedTagIds: z.array(Id) }),
    eventOf('ticket.waiting_on_changed', { from: WaitingOn, to: WaitingOn }),
    eventOf('ticket.snoozed', {
      until: Timestamp.nullable().meta({ description: 'Null if the snooze ends with the next reply.' }),
    }),
    eventOf('ticket.unsnoozed', {}),
    eventOf('ticket.follower_added', { agentId: AgentId }),
    eventOf('ticket.follower_removed', { agentId: AgentId }),
    eventOf('ticket.merged', merge),
    eventOf('ticket.unmerged', merge),
    eventOf('ticket.split', { fromTicketId: Id, toTicketId: Id, messageId: Id }),
    eventOf('ticket.link_added', link),
    eventOf('ticket.link_removed', link),
    eventOf('ticket.sla_warning', due),
    eventOf('ticket.sla_breached', due),
    eventOf('ticket.rated', { score: SatisfactionScore }),
    eventOf('attachment.created', { attachmentId }),
    eventOf('attachment.updated', {
      attachmentId,
      changedFields: changedFields(ATTACHMENT_FIELDS),
    }),
    eventOf('attachment.deleted', { attachmentId }),
    eventOf('file.scanned', { attachmentId, result: z.enum(['clean', 'rejected']) }),
    eventOf('message.created', { messageId, authorKind: AuthorKind }),
    eventOf('message.updated', { messageId, authorKind: AuthorKind }),
    eventOf('note.created', { messageId, authorKind: AuthorKind }),
    eventOf('note.updated', { messageId, authorKind: AuthorKind }),
    eventOf('internal_attachment.created', { attachmentId }),
    eventOf('internal_attachment.updated', { attachmentId, changedFields: changedFields(ATTACHMENT_FIELDS) }),
    eventOf('internal_attachment.deleted', { attachmentId }),
    eventOf('internal_file.scanned', { attachmentId, result: z.enum(['clean', 'rejected']) }),
  ])
  .meta({ id: 'SupportEvent' })
export type SupportEvent = z.infer<typeof SupportEvent>

/** The type of an event: `ticket.created`. */
export type EventType = SupportEvent['type']

/** The types of all events. */
export const EVENT_TYPES = SupportEvent.options.map(({ shape }) => shape.type.value) as [EventType, ...EventType[]]

/** What a change says about itself. The log adds id, position, time and actor. */
export type ChangeOf<Type extends EventType = EventType> = {
  [T in Type]: Pick<Extract<SupportEvent, { type: T }>, 'type' | 'ticketId' | 'version' | 'data'>
}[Type]

/** Who sees an event of a ticket: its requester and staff, or staff only. */
export const EVENT_AUDIENCE = {
  'ticket.created': 'requester',
  'ticket.updated': 'requester',
  'ticket.status_changed': 'requester',
  'ticket.deleted': 'requester',
  'ticket.resolution_changed': 'staff',
  'ticket.assigned': 'staff',
  'ticket.priority_changed': 'staff',
  'ticket.tags_changed': 'staff',
  'ticket.waiting_on_changed': 'staff',
  'ticket.snoozed': 'staff',
  'ticket.unsnoozed': 'staff',
  'ticket.follower_added': 'staff',
  'ticket.follower_removed': 'staff',
  'ticket.merged': 'requester', // both tickets are of the same requester
  'ticket.unmerged': 'requester',
  'ticket.split': 'staff',
  'ticket.link_added': 'staff',
  'ticket.link_removed': 'staff',
  'ticket.sla_warning': 'staff',
  'ticket.sla_breached': 'staff',
  'ticket.rated': 'requester',
  'attachment.created': 'requester',
  'attachment.updated': 'requester',
  'attachment.deleted': 'requester',
  'file.scanned': 'requester',
  'message.created': 'requester',
  'message.updated': 'requester',
  'note.created': 'staff',
  'note.updated': 'staff',
  'internal_attachment.created': 'staff',
  'internal_attachment.updated': 'staff',
  'internal_attachment.deleted': 'staff',
  'internal_file.scanned': 'staff',
} as const satisfies Record<EventType, 'requester' | 'staff'>

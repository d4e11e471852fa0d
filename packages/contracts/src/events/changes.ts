import type { Attachment } from '../attachments/attachment.ts'
import type { MessageKind } from '../desk/desk-message.ts'
import type { Message } from '../messages/message.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { ATTACHMENT_FIELDS, type ChangeOf, TICKET_FIELDS } from './event.ts'

type Versioned = Ticket & { version: number }
type TicketOfEvent = Pick<Versioned, 'ticketId' | 'version'>

/** The event of a new ticket. */
export function ticketCreated(ticket: Versioned): ChangeOf<'ticket.created'> {
  const { ticketId, version, status, category, roleContext } = ticket
  return { type: 'ticket.created', ticketId, version, data: { status, category, roleContext } }
}

/** The events of an update: one for the fields, and another if the status has changed. */
export function ticketChanges(
  before: Versioned,
  after: Versioned,
): ChangeOf<'ticket.updated' | 'ticket.status_changed'>[] {
  const { ticketId, version } = after
  const data = { changedFields: changed(TICKET_FIELDS, before, after) }
  const updated: ChangeOf<'ticket.updated'> = { type: 'ticket.updated', ticketId, version, data }
  if (before.status === after.status) return [updated]
  return [
    updated,
    { type: 'ticket.status_changed', ticketId, version, data: { from: before.status, to: after.status } },
  ]
}

/** Whether only staff see an attachment, and therefore its events. */
interface Hideable {
  isInternal?: boolean
}

/** The event of a new attachment. */
export function attachmentCreated(
  { attachmentId, isInternal }: Pick<Attachment, 'attachmentId'> & Hideable,
  { ticketId, version }: TicketOfEvent,
): ChangeOf<'attachment.created' | 'internal_attachment.created'> {
  const type = isInternal ? 'internal_attachment.created' : 'attachment.created'
  return { type, ticketId, version, data: { attachmentId } }
}

/** The event of an updated attachment. `ticket` is the ticket of the event. */
export function attachmentUpdated(
  before: Attachment,
  after: Attachment & Hideable,
  { ticketId, version }: TicketOfEvent,
): ChangeOf<'attachment.updated' | 'internal_attachment.updated'> {
  const changedFields = changed(ATTACHMENT_FIELDS, before, after)
  const type = after.isInternal ? 'internal_attachment.updated' : 'attachment.updated'
  return { type, ticketId, version, data: { attachmentId: after.attachmentId, changedFields } }
}

/** The event of a deleted attachment. */
export function attachmentDeleted(
  { attachmentId, isInternal }: Pick<Attachment, 'attachmentId'> & Hideable,
  { ticketId, version }: TicketOfEvent,
): ChangeOf<'attachment.deleted' | 'internal_attachment.deleted'> {
  const type = isInternal ? 'internal_attachment.deleted' : 'attachment.deleted'
  return { type, ticketId, version, data: { attachmentId } }
}

type MessageOfEvent = Pick<Message, 'messageId' | 'author'> & { kind?: MessageKind }

/** The event of a message that was sent, or of a new note. */
export function messageCreated(
  { messageId, author, kind = 'reply' }: MessageOfEvent,
  { ticketId, version }: TicketOfEvent,
): ChangeOf<'message.created' | 'note.created'> {
  const type = kind === 'note' ? 'note.created' : 'message.created'
  return { type, ticketId, version, data: { messageId, authorKind: author.kind } }
}

/** The event of an edited message or note. */
export function messageUpdated(
  { messageId, author, kind = 'reply' }: MessageOfEvent,
  { ticketId, version }: TicketOfEvent,
): ChangeOf<'message.updated' | 'note.updated'> {
  const type = kind === 'note' ? 'note.updated' : 'message.updated'
  return { type, ticketId, version, data: { messageId, authorKind: author.kind } }
}

function changed<Row, Field extends keyof Row>(fields: readonly Field[], before: Row, after: Row): Field[] {
  return fields.filter((field) => before[field] !== after[field])
}

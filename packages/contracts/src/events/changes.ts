import type { Attachment } from '../attachments/attachment.ts'
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

/** The event of a new attachment. */
export function attachmentCreated(
  { attachmentId }: Attachment,
  { ticketId, version }: TicketOfEvent,
): ChangeOf<'attachment.created'> {
  return { type: 'attachment.created', ticketId, version, data: { attachmentId } }
}

/** The event of an updated attachment. `ticket` is the ticket of the event. */
export function attachmentUpdated(
  before: Attachment,
  after: Attachment,
  { ticketId, version }: TicketOfEvent,
): ChangeOf<'attachment.updated'> {
  const changedFields = changed(ATTACHMENT_FIELDS, before, after)
  return { type: 'attachment.updated', ticketId, version, data: { attachmentId: after.attachmentId, changedFields } }
}

/** The event of a deleted attachment. */
export function attachmentDeleted(
  attachmentId: number,
  { ticketId, version }: TicketOfEvent,
): ChangeOf<'attachment.deleted'> {
  return { type: 'attachment.deleted', ticketId, version, data: { attachmentId } }
}

function changed<Row, Field extends keyof Row>(fields: readonly Field[], before: Row, after: Row): Field[] {
  return fields.filter((field) => before[field] !== after[field])
}

import {
  Attachment,
  authorize,
  type Actor,
  type SupportEvent,
  Ticket,
  type Webhook,
} from '@kinconecta/support-contracts'
import type { AttachmentReads } from '../attachments/attachments.repository.ts'
import { scopeOf } from '../platform/identity/ticket-scope.ts'
import type { TicketReads } from '../tickets/ticket-reads.ts'

/** The body of a message: the event, and with a `full` payload the object as `actor` would read it now. */
export async function messageBody(
  event: SupportEvent,
  payload: Webhook['payload'],
  actor: Actor,
  reads: TicketReads & AttachmentReads,
): Promise<Buffer> {
  const message = payload === 'thin' ? event : { ...event, object: await objectOf(event, actor, reads) }
  return Buffer.from(JSON.stringify(message))
}

async function objectOf(
  event: SupportEvent,
  actor: Actor,
  reads: TicketReads & AttachmentReads,
): Promise<Ticket | Attachment | null> {
  if ('attachmentId' in event.data) {
    const scope = scopeFor(actor, 'attachments.get')
    const attachment = scope && (await reads.findAttachment(event.data.attachmentId, scope))
    return attachment ? Attachment.parse(attachment) : null
  }
  const scope = scopeFor(actor, 'tickets.get')
  const ticket = scope && (await reads.findTicket(event.ticketId, scope))
  return ticket ? Ticket.parse(ticket) : null
}

/** What the caller reaches with the operation now; undefined if nothing. */
function scopeFor(actor: Actor, operation: 'tickets.get' | 'attachments.get') {
  try {
    return scopeOf(actor, authorize(actor, operation))
  } catch {
    return undefined
  }
}

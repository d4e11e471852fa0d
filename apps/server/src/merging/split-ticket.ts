import {
  attachmentUpdated,
  type DeskTicket,
  refuseSplit,
  ticketCreated,
  type TicketSplit,
} from '@kinconecta/support-contracts'
import { viewFor } from '../desk/desk-ticket-view.ts'
import { findDeskTicket, lockDeskTicket } from '../desk/desk-tickets.repository.ts'
import { messageNotFound } from '../messages/edit-message.ts'
import { moveFilesOfMessage } from '../messages/message-files.repository.ts'
import { findMessage } from '../messages/messages.repository.ts'
import { insertTicket } from '../tickets/tickets.repository.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { linkTickets } from './link.service.ts'

/**
 * Makes a ticket of a message of the requester. The text is copied, so that the conversation stays as it was, for the
 * requester too; the files of the message move. The tickets are linked.
 */
export async function splitTicket(
  dependencies: TicketDependencies,
  { id, messageId, subject }: TicketSplit,
): Promise<DeskTicket> {
  const { db, clock, actor, record } = dependencies
  const from = await lockDeskTicket(db, id, clock())
  if (!from) throw ticketNotFound(id)
  const message = await findMessage(db, id, messageId)
  if (!message || message.send_at !== null) throw messageNotFound(messageId)
  refuseSplit({ kind: message.kind, authorKind: message.author_kind })
  const { userId, roleContext, fullName, email, category } = from
  const createdAt = `${message.created_at}Z`
  const fields = { userId, roleContext, fullName, email, category, subject: subject ?? from.subject, createdAt }
  const ticket = await insertTicket(db, { ...fields, message: message.body }, clock())
  record(ticketCreated(ticket), ticket)
  const files = await moveFilesOfMessage(db, messageId, { ticketId: ticket.ticketId, messageId: 0, mergedBy: [] })
  const data = { fromTicketId: id, toTicketId: ticket.ticketId, messageId }
  for (const { ticketId, version, userId: requester } of [{ ...from, version: from.publicVersion }, ticket]) {
    record({ type: 'ticket.split', ticketId, version, data }, { userId: requester })
    for (const file of files)
      record(attachmentUpdated({ ...file, ticketId: id }, file, { ticketId, version }), { userId: requester })
  }
  await linkTickets(dependencies, { id, relation: 'relates', otherTicketId: ticket.ticketId })
  return viewFor(actor)((await findDeskTicket(db, ticket.ticketId, clock()))!)
}

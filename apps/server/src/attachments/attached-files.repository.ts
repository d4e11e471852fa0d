import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { type LockedTicket, lockTicketOfAttachments } from '../tickets/tickets.repository.ts'
import { ATTACHMENT_COLUMNS, type VersionedAttachment } from './attachments.repository.ts'

/**
 * Locks the ticket until this transaction ends, so that no other transaction can attach files to it, and counts its
 * stored files that are internal, or those that are not. Returns undefined if there is no such ticket in the scope.
 */
export async function lockFilesOfTicket(
  transaction: Kysely<Database>,
  ticketId: number,
  scope: TicketScope,
  isInternal: boolean,
): Promise<{ ticket: LockedTicket; count: number } | undefined> {
  const ticket = await lockTicketOfAttachments(transaction, ticketId, scope, true)
  if (!ticket) return undefined
  const { count } = await transaction
    .selectFrom('support_ticket_attachments')
    .innerJoin('stored_files', 'stored_files.attachment_id', 'support_ticket_attachments.attachment_id')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('ticket_id', '=', ticketId)
    .where('is_internal', '=', isInternal)
    .executeTakeFirstOrThrow()
  return { ticket, count }
}

/** Returns the attachment if its file is stored by this service, otherwise undefined. */
export async function attachmentOfFile(
  transaction: Kysely<Database>,
  attachmentId: number,
): Promise<VersionedAttachment | undefined> {
  return transaction
    .selectFrom('support_ticket_attachments')
    .select(ATTACHMENT_COLUMNS)
    .where('attachment_id', '=', attachmentId)
    .where((eb) => eb('attachment_id', 'in', eb.selectFrom('stored_files').select('attachment_id')))
    .executeTakeFirst()
}

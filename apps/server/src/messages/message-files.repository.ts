import { type Attachment, SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql, type SqlBool } from 'kysely'
import { ATTACHMENT_COLUMNS, type VersionedAttachment } from '../attachments/attachments.repository.ts'
import { isPublicOrSeen, isVisibleTo } from '../attachments/visible-attachments.ts'
import type { Database } from '../platform/database/tables.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'

/**
 * Puts attachments of a ticket on a message, or those that a merge brought to another ticket. Rejects with
 * ATTACHMENT_NOT_FOUND if one of them is on another ticket or message, or outside the scope; for a note also if
 * requesters see it.
 */
export async function updateFilesOfMessage(
  transaction: Kysely<Database>,
  { ticketId, messageId, isNote = false }: { ticketId: number; messageId: number; isNote?: boolean },
  attachmentIds: readonly number[],
  scope: TicketScope,
  brought?: { ticketId: number; mergeId: number },
): Promise<VersionedAttachment[]> {
  const ids = [...new Set(attachmentIds)]
  if (ids.length === 0) return []
  const rows = await transaction
    .updateTable('support_ticket_attachments')
    .set({ message_id: messageId })
    .where('attachment_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .where((eb) => {
      const isOfTicket = eb.and([eb('ticket_id', '=', ticketId), isVisibleTo(eb, scope)])
      if (!brought) return isOfTicket
      const isBrought = sql<SqlBool>`${brought.mergeId} = any(merged_by)`
      return eb.or([isOfTicket, eb.and([eb('ticket_id', '=', brought.ticketId), isBrought, isPublicOrSeen(eb, scope)])])
    })
    .where('message_id', 'is', null)
    .$if(isNote, (query) => query.where('is_internal', '=', true))
    .returning(ATTACHMENT_COLUMNS)
    .execute()
  const missing = ids.find((id) => !rows.some(({ attachmentId }) => attachmentId === id))
  if (missing === undefined) return rows.toSorted((a, b) => a.attachmentId - b.attachmentId)
  const others = isNote ? ', or the requester sees it; upload files of notes with desk.attachments.upload' : ''
  const sentence = `Attachment ${missing} is not on this ticket, or is on a message${others}`
  throw new SupportError('ATTACHMENT_NOT_FOUND', sentence)
}

/**
 * Moves attachments of a ticket that are on no message to the first message of another ticket. Rejects with
 * ATTACHMENT_NOT_FOUND like {@link updateFilesOfMessage}.
 */
export async function moveFilesToTicket(
  transaction: Kysely<Database>,
  ticketId: number,
  toTicketId: number,
  attachmentIds: readonly number[],
  scope: TicketScope,
): Promise<VersionedAttachment[]> {
  const files = await updateFilesOfMessage(transaction, { ticketId, messageId: 0 }, attachmentIds, scope)
  if (files.length === 0) return []
  return transaction
    .updateTable('support_ticket_attachments')
    .set((eb) => ({ ticket_id: toTicketId, version: eb('version', '+', 1) }))
    .where('attachment_id', '=', (eb) => eb.fn.any(eb.val(files.map(({ attachmentId }) => attachmentId))))
    .returning(ATTACHMENT_COLUMNS)
    .execute()
}

/** Moves the files of a message to a message of another ticket. Leaves those that are on that ticket already. */
export async function moveFilesOfMessage(
  transaction: Kysely<Database>,
  fromMessageId: number,
  { ticketId, messageId, mergedBy }: { ticketId: number; messageId: number; mergedBy: number[] },
): Promise<VersionedAttachment[]> {
  return transaction
    .updateTable('support_ticket_attachments')
    .set((eb) => ({
      ticket_id: ticketId,
      message_id: messageId,
      merged_by: sql<number[]>`${mergedBy}::bigint[]`,
      version: eb('version', '+', 1),
    }))
    .where('message_id', '=', fromMessageId)
    .where('ticket_id', '<>', ticketId)
    .returning(ATTACHMENT_COLUMNS)
    .execute()
}

/** Lets requesters see the files of a message. Returns those that they did not see before. */
export async function publishFiles(
  transaction: Kysely<Database>,
  { ticketId, messageId }: { ticketId: number; messageId: number },
): Promise<VersionedAttachment[]> {
  return transaction
    .updateTable('support_ticket_attachments')
    .set({ is_internal: false })
    .where('ticket_id', '=', ticketId)
    .where('message_id', '=', messageId)
    .where('is_internal', '=', true)
    .returning(ATTACHMENT_COLUMNS)
    .execute()
}

/** Takes the files off a message that is removed. They stay on the ticket. */
export async function releaseFiles(transaction: Kysely<Database>, messageId: number): Promise<void> {
  await transaction
    .updateTable('support_ticket_attachments')
    .set({ message_id: null })
    .where('message_id', '=', messageId)
    .execute()
}

/** Lists the files of messages of a ticket that the scope may see, by message. */
export async function listFilesOfMessages(
  db: Kysely<Database>,
  ticketId: number,
  messageIds: number[],
  scope: TicketScope,
): Promise<Map<number, Attachment[]>> {
  const rows = await db
    .selectFrom('support_ticket_attachments')
    .select(ATTACHMENT_COLUMNS)
    .select('message_id as messageId')
    .where('ticket_id', '=', ticketId)
    .where('message_id', '=', (eb) => eb.fn.any(eb.val(messageIds)))
    .where((eb) => isVisibleTo(eb, scope))
    .orderBy('attachment_id')
    .execute()
  return Map.groupBy(rows, ({ messageId }) => messageId!)
}

/** Lists the files of these messages that the scope may see, by message. */
export async function listFilesOf(
  db: Kysely<Database>,
  messages: readonly { message_id: number }[],
  scope: TicketScope,
): Promise<Map<number, Attachment[]>> {
  if (messages.length === 0) return new Map()
  const ids = messages.map(({ message_id: id }) => id)
  const rows = await db
    .selectFrom('support_ticket_attachments')
    .select(ATTACHMENT_COLUMNS)
    .select('message_id as messageId')
    .where('message_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .where((eb) => isVisibleTo(eb, scope))
    .orderBy('attachment_id')
    .execute()
  return Map.groupBy(rows, ({ messageId }) => messageId!)
}

import { type Attachment, type AttachmentCreate, type AttachmentUpdate } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { batchLoader } from '../platform/database/batch-loader.ts'
import { addressOfFile } from '../files/file-links.ts'
import type { Database } from '../platform/database/tables.ts'
import { conditionsOf, isWithin, type TicketScope } from '../platform/identity/ticket-scope.ts'
import { isVisible, isVisibleTo } from './visible-attachments.ts'
import type { LockedTicket } from '../tickets/tickets.repository.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'

/** An attachment with its version, from which its ETag is made, and whether only staff see it. */
export type VersionedAttachment = Attachment & { version: number; isInternal: boolean }

/** An attachment with the requester of its ticket, null if it has none, and whether a merge brought it. */
export type OwnedAttachment = VersionedAttachment & { userId: number | null; isMerged: boolean }

/** The columns of an attachment, with the names of its fields as aliases. */
export const ATTACHMENT_COLUMNS = [
  'support_ticket_attachments.attachment_id as attachmentId',
  'support_ticket_attachments.ticket_id as ticketId',
  'file_url as fileUrl',
  'file_name as fileName',
  'mime_type as mimeType',
  'file_size_bytes as fileSizeBytes',
  'uploaded_at as uploadedAt',
  'support_ticket_attachments.version as version',
  'is_internal as isInternal',
] as const

/** Finds attachments by id. Concurrent calls share a statement. */
export interface AttachmentReads {
  /** Resolves to undefined if there is no such attachment on a ticket in the scope. */
  findAttachment: (id: number, scope: TicketScope) => Promise<OwnedAttachment | undefined>
}

export function attachmentReads(db: Kysely<Database>): AttachmentReads {
  const find = batchLoader((ids: number[]) => findAttachments(db, ids))
  return {
    async findAttachment(id, scope) {
      const attachment = await find(id)
      return attachment && isWithin(scope, attachment) && isVisible(attachment, scope) ? attachment : undefined
    },
  }
}

async function findAttachments(db: Kysely<Database>, ids: number[]): Promise<Map<number, OwnedAttachment>> {
  const rows = await db
    .selectFrom('support_ticket_attachments')
    .innerJoin('support_tickets', 'support_tickets.ticket_id', 'support_ticket_attachments.ticket_id')
    .select(ATTACHMENT_COLUMNS)
    .select(['user_id as userId', sql<boolean>`merged_by <> '{}'`.as('isMerged')])
    .where('attachment_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .execute()
  return new Map(rows.map((row) => [row.attachmentId, row]))
}

/** A locked attachment with the fields of its ticket that events use. */
export type LockedAttachment = VersionedAttachment & { ticket: LockedTicket; isOnMessage: boolean }

/**
 * Locks the attachment for update, and its ticket against changes, until this transaction ends. Returns undefined if
 * there is no such attachment on a ticket in the scope.
 */
export async function lockAttachment(
  transaction: Kysely<Database>,
  id: number,
  scope: TicketScope,
): Promise<LockedAttachment | undefined> {
  const row = await transaction
    .selectFrom('support_ticket_attachments')
    .innerJoin('support_tickets', 'support_tickets.ticket_id', 'support_ticket_attachments.ticket_id')
    .select(ATTACHMENT_COLUMNS)
    .select(['user_id as userId', 'support_tickets.version as ticketVersion'])
    .select(sql<boolean>`coalesce(message_id, 0) > 0`.as('isOnMessage'))
    .where('attachment_id', '=', id)
    .where((eb) => eb.and([...conditionsOf(eb, scope), isVisibleTo(eb, scope)]))
    .forUpdate('support_ticket_attachments')
    .forShare('support_tickets')
    .executeTakeFirst()
  if (!row) return undefined
  const { userId, ticketVersion, ...attachment } = row
  return { ...attachment, ticket: { ticketId: attachment.ticketId, userId, version: ticketVersion } }
}

/**
 * Inserts an attachment. `uploadedAt` defaults to `now`. Rejects with TICKET_NOT_FOUND if the ticket does not exist.
 */
export async function insertAttachment(
  db: Kysely<Database>,
  attachment: AttachmentCreate,
  now: string,
): Promise<VersionedAttachment> {
  const values = { ...attachmentColumns(attachment), uploaded_at: attachment.uploadedAt ?? now }
  return db
    .insertInto('support_ticket_attachments')
    .values(values)
    .returning(ATTACHMENT_COLUMNS)
    .executeTakeFirstOrThrow()
    .catch((error: unknown) => throwIfTicketMissing(error, attachment.ticketId))
}

/** Where a new file belongs. */
export interface Placed {
  /** Whether only staff see it. */
  isInternal?: boolean
  /** The message that has it; 0 for the first one of the ticket. */
  messageId?: number
}

/** Inserts the attachment of a stored file. The id is generated first, because `fileUrl` contains it. */
export async function insertAttachmentOfFile(
  transaction: Kysely<Database>,
  ticketId: number,
  file: { name: string; mimeType: string; sizeBytes: number } & Placed,
  publicUrl: string,
  now: string,
): Promise<VersionedAttachment> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('support_ticket_attachments', 'attachment_id')) as id`.execute(transaction)
  const attachmentId = rows[0]!.id
  return transaction
    .insertInto('support_ticket_attachments')
    .values({
      attachment_id: attachmentId,
      ticket_id: ticketId,
      file_url: addressOfFile(publicUrl, attachmentId),
      file_name: file.name,
      mime_type: file.mimeType,
      file_size_bytes: file.sizeBytes,
      uploaded_at: now,
      is_internal: file.isInternal ?? false,
      message_id: file.messageId ?? null,
    })
    .returning(ATTACHMENT_COLUMNS)
    .executeTakeFirstOrThrow()
    .catch((error: unknown) => throwIfTicketMissing(error, ticketId))
}

/**
 * Updates an attachment. Returns undefined if there is no attachment with this id and one of these versions. Rejects
 * with TICKET_NOT_FOUND if the ticket does not exist.
 */
export async function updateAttachment(
  db: Kysely<Database>,
  attachment: AttachmentUpdate,
  ifVersions: number[] | undefined,
): Promise<VersionedAttachment | undefined> {
  return db
    .updateTable('support_ticket_attachments')
    .set(attachmentColumns(attachment))
    .set((eb) => ({
      version: eb('version', '+', 1),
      // On another ticket, it is on no message.
      message_id: eb.case().when('ticket_id', '=', attachment.ticketId).then(eb.ref('message_id')).end(),
    }))
    .where('attachment_id', '=', attachment.id)
    .$if(ifVersions !== undefined, (query) => query.where('version', '=', (eb) => eb.fn.any(eb.val(ifVersions!))))
    .returning(ATTACHMENT_COLUMNS)
    .executeTakeFirst()
    .catch((error: unknown) => throwIfTicketMissing(error, attachment.ticketId))
}

/** Deletes an attachment. Returns false if there is no attachment with this id and one of these versions. */
export async function deleteAttachment(
  db: Kysely<Database>,
  id: number,
  ifVersions: number[] | undefined,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('support_ticket_attachments')
    .where('attachment_id', '=', id)
    .$if(ifVersions !== undefined, (query) => query.where('version', '=', (eb) => eb.fn.any(eb.val(ifVersions!))))
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** The columns of an attachment. Kysely omits undefined columns, so absent fields keep their values or defaults. */
export function attachmentColumns(attachment: AttachmentCreate | AttachmentUpdate | Attachment) {
  return {
    ticket_id: attachment.ticketId,
    file_url: attachment.fileUrl,
    file_name: attachment.fileName,
    mime_type: attachment.mimeType,
    file_size_bytes: attachment.fileSizeBytes,
    uploaded_at: attachment.uploadedAt,
  }
}

function throwIfTicketMissing(error: unknown, ticketId: number): never {
  const isMissing =
    error instanceof pg.DatabaseError && error.constraint === 'support_ticket_attachments_ticket_id_fkey'
  throw isMissing ? ticketNotFound(ticketId, error) : error
}

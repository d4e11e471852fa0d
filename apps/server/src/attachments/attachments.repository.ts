import {
  type Attachment,
  type AttachmentCreate,
  type AttachmentUpdate,
  SupportError,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import pg from 'pg'
import type { Database } from '../database/tables.ts'

const COLUMNS = [
  'attachment_id as attachmentId',
  'ticket_id as ticketId',
  'file_url as fileUrl',
  'file_name as fileName',
  'mime_type as mimeType',
  'file_size_bytes as fileSizeBytes',
  'uploaded_at as uploadedAt',
] as const

/** The attachments that exist of `ids`, by id. */
export async function findAttachments(db: Kysely<Database>, ids: number[]): Promise<Map<number, Attachment>> {
  const rows = await db
    .selectFrom('support_ticket_attachments')
    .select(COLUMNS)
    .where('attachment_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .execute()
  return new Map(rows.map((row) => [row.attachmentId, row]))
}

/** At most `limit` attachments with a higher id than `afterId`, ascending by id. */
export async function listAttachments(db: Kysely<Database>, afterId: number, limit: number): Promise<Attachment[]> {
  return db
    .selectFrom('support_ticket_attachments')
    .select(COLUMNS)
    .where('attachment_id', '>', afterId)
    .orderBy('attachment_id')
    .limit(limit)
    .execute()
}

/** Throws TICKET_NOT_FOUND where its ticket does not exist. */
export async function insertAttachment(
  db: Kysely<Database>,
  attachment: AttachmentCreate,
  now: string,
): Promise<Attachment> {
  const values = { ...columns(attachment), uploaded_at: attachment.uploadedAt ?? now }
  return db
    .insertInto('support_ticket_attachments')
    .values(values)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
    .catch((error: unknown) => throwIfTicketMissing(error, attachment.ticketId))
}

/** Throws TICKET_NOT_FOUND where its ticket does not exist. */
export async function updateAttachment(
  db: Kysely<Database>,
  attachment: AttachmentUpdate,
): Promise<Attachment | undefined> {
  return db
    .updateTable('support_ticket_attachments')
    .set(columns(attachment))
    .where('attachment_id', '=', attachment.id)
    .returning(COLUMNS)
    .executeTakeFirst()
    .catch((error: unknown) => throwIfTicketMissing(error, attachment.ticketId))
}

export async function deleteAttachment(db: Kysely<Database>, id: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('support_ticket_attachments')
    .where('attachment_id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Kysely leaves a column out whose value is undefined, so that an absent member keeps its value or its default. */
function columns(attachment: AttachmentCreate | AttachmentUpdate) {
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
  throw isMissing
    ? new SupportError('TICKET_NOT_FOUND', `Support ticket ${ticketId} not found`, { cause: error })
    : error
}

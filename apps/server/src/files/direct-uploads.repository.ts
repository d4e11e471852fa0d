import type { DirectUploadRequest } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** A direct upload: an announced file. `attachmentId` is null until the upload is completed. */
export interface AnnouncedFile extends Required<DirectUploadRequest> {
  uploadId: string
  caller: string
  attachmentId: number | null
}

export async function insertDirectUpload(
  transaction: Kysely<Database>,
  uploadId: string,
  caller: string,
  { ticketId, fileName, mimeType, fileSizeBytes }: Required<DirectUploadRequest>,
): Promise<void> {
  await transaction
    .insertInto('direct_uploads')
    .values({
      upload_id: uploadId,
      caller,
      ticket_id: ticketId,
      file_name: fileName,
      mime_type: mimeType,
      size_bytes: fileSizeBytes,
      attachment_id: null,
    })
    .execute()
}

/**
 * Returns the caller's upload, undefined if there is none or it is older than two hours. With `isLocked`, it is locked
 * until this transaction ends.
 */
export async function findDirectUpload(
  db: Kysely<Database>,
  uploadId: string,
  caller: string,
  isLocked = false,
): Promise<AnnouncedFile | undefined> {
  return db
    .selectFrom('direct_uploads')
    .select(['upload_id as uploadId', 'caller', 'ticket_id as ticketId', 'file_name as fileName'])
    .select(['mime_type as mimeType', 'size_bytes as fileSizeBytes', 'attachment_id as attachmentId'])
    .where('upload_id', '=', uploadId)
    .where('caller', '=', caller)
    .where('created_at', '>', sql<string>`now() - interval '2 hours'`)
    .$if(isLocked, (query) => query.forUpdate())
    .executeTakeFirst()
}

export async function completeDirectUpload(
  transaction: Kysely<Database>,
  uploadId: string,
  attachmentId: number,
): Promise<void> {
  await transaction
    .updateTable('direct_uploads')
    .set({ attachment_id: attachmentId })
    .where('upload_id', '=', uploadId)
    .execute()
}

/** Deletes uploads older than one day, which can no longer be completed. */
export async function deleteOldUploads(db: Kysely<Database>): Promise<void> {
  await sql`delete from direct_uploads where created_at < now() - interval '1 day'`.execute(db)
}

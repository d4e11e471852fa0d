import { SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import type { Database, FileState, TextCharset } from '../platform/database/tables.ts'
import type { StoredUpload } from './receive-file.ts'

/** The file of an attachment. */
export interface StoredFile {
  key: string
  sha256: Buffer
  sizeBytes: number
  mimeType: string
  charset: TextCharset | null
  state: FileState
  /** The size of the thumbnail; null if it has not been made yet, 0 if it cannot be made. */
  thumbnailBytes: number | null
}

export async function findStoredFile(db: Kysely<Database>, attachmentId: number): Promise<StoredFile | undefined> {
  return db
    .selectFrom('stored_files')
    .select(['storage_key as key', 'sha256', 'size_bytes as sizeBytes', 'mime_type as mimeType'])
    .select(['charset', 'state', 'thumbnail_bytes as thumbnailBytes'])
    .where('attachment_id', '=', attachmentId)
    .executeTakeFirst()
}

/**
 * Inserts the file of an attachment. Rejects with STORAGE_UNAVAILABLE if the key has a row already: the upload took
 * more than 30 minutes, and the sweeper deleted the file as an orphan.
 */
export async function insertStoredFile(
  transaction: Kysely<Database>,
  attachmentId: number,
  file: StoredUpload,
  state: FileState,
  uploadedBy: string,
): Promise<void> {
  await transaction
    .insertInto('stored_files')
    .values({
      storage_key: file.key,
      attachment_id: attachmentId,
      sha256: file.sha256,
      size_bytes: file.sizeBytes,
      mime_type: file.mimeType,
      original_name: file.sentName,
      charset: file.charset,
      uploaded_by: uploadedBy,
      state,
    })
    .execute()
    .catch((cause: unknown) => {
      const isDeleted = cause instanceof pg.DatabaseError && cause.constraint === 'stored_files_pkey'
      throw isDeleted ? new SupportError('STORAGE_UNAVAILABLE', undefined, { cause }) : cause
    })
}

/** Locks the daily bytes of the caller against additions by other transactions until this transaction ends. */
export async function lockDayOf(transaction: Kysely<Database>, caller: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${caller}, 7))`.execute(transaction)
}

/**
 * Returns the bytes that the caller uploaded within 24 hours, including deleted files, plus the announced bytes of
 * direct uploads that can still be completed, except `completedUpload`.
 */
export async function bytesOfDay(db: Kysely<Database>, caller: string, completedUpload?: string): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select (
      (select coalesce(sum(size_bytes), 0) from stored_files
        where uploaded_by = ${caller} and stored_at > now() - interval '1 day')
      + (select coalesce(sum(size_bytes), 0) from direct_uploads
        where caller = ${caller} and attachment_id is null and created_at > now() - interval '2 hours'
          and upload_id is distinct from ${completedUpload ?? null}::uuid)
    )::bigint as bytes`.execute(db)
  return rows[0]!.bytes
}

/** Returns the file if it may be served. Throws FILE_NOT_FOUND, FILE_PENDING or FILE_REJECTED. */
export function servableFile(attachmentId: number, file: StoredFile | undefined): StoredFile {
  if (!file) {
    throw new SupportError(
      'FILE_NOT_FOUND',
      `The file of attachment ${attachmentId} is not stored by this service; use its fileUrl`,
    )
  }
  if (file.state === 'pending') throw new SupportError('FILE_PENDING')
  if (file.state === 'rejected') throw new SupportError('FILE_REJECTED')
  return file
}

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
  /** Null: nobody has asked for it yet. 0: none can be made. */
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

/** Throws STORAGE_UNAVAILABLE where the sweeper has taken the file for an orphan, which takes an upload of half an hour. */
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
      const isTaken = cause instanceof pg.DatabaseError && cause.constraint === 'stored_files_pkey'
      throw isTaken ? new SupportError('STORAGE_UNAVAILABLE', undefined, { cause }) : cause
    })
}

/** Lets no other transaction add to the caller's daily bytes before this one ends. */
export async function lockDayOf(transaction: Kysely<Database>, caller: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${caller}, 7))`.execute(transaction)
}

/**
 * The bytes that the caller uploaded within a day, deleted files included, and those it has announced and may still send,
 * except for the upload that is being completed.
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

/** The file, where it may be given out. Throws FILE_NOT_FOUND, FILE_PENDING or FILE_REJECTED. */
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

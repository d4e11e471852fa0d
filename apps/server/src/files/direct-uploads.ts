import { randomUUID } from 'node:crypto'
import {
  type Actor,
  type DirectUpload,
  type DirectUploadRef,
  type DirectUploadRequest,
  SupportError,
  timestampOf,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import type { DirectUploads, FileStore } from '../platform/storage/file-store.ts'
import {
  type AnnouncedFile,
  completeDirectUpload,
  findDirectUpload,
  insertDirectUpload,
} from './direct-uploads.repository.ts'
import { canonicalType, isAllowed, UNKNOWN } from './file-kinds.ts'
import { type FileLimits, inspectFile, type StoredUpload, newKey } from './receive-file.ts'
import { lockDailyBytes } from './upload-quota.ts'

const LIFETIME_MS = 7_200_000

/**
 * Uploads that callers send directly to the storage. The caller announces the file, sends it, and completes the upload.
 * Then the file is inspected.
 */
export interface DirectUploading {
  /**
   * Announces a file. Rejects with DIRECT_UPLOAD_UNAVAILABLE, FILE_TOO_LARGE, FILE_TYPE_NOT_ALLOWED or
   * UPLOAD_QUOTA_REACHED.
   */
  start(transaction: Kysely<Database>, actor: Actor, input: DirectUploadRequest): Promise<DirectUpload>
  /**
   * Copies the file that has arrived and inspects it. Resolves to undefined if the upload is already completed. Rejects
   * with UPLOAD_NOT_FOUND, with UPLOAD_INCOMPLETE if the file is missing or has another size than announced, or like
   * {@link inspectFile}.
   */
  arrived(actor: Actor, ref: DirectUploadRef): Promise<StoredUpload | undefined>
  /** Locks the upload until this transaction ends. Rejects with UPLOAD_NOT_FOUND. */
  lock(transaction: Kysely<Database>, actor: Actor, ref: DirectUploadRef): Promise<AnnouncedFile>
  /** Stores the attachment of a completed upload. */
  complete(transaction: Kysely<Database>, ref: DirectUploadRef, attachmentId: number): Promise<void>
  /** Deletes the object that the caller sent. The file of the attachment is a copy. Never rejects. */
  clear(ref: DirectUploadRef): Promise<void>
}

interface Dependencies {
  db: Kysely<Database>
  clock: Clock
  limits: FileLimits
  store: FileStore
  draftFolder: string
}

export function directUploading(dependencies: Dependencies): DirectUploading {
  const { clock, limits, store } = dependencies
  return {
    async start(transaction, actor, input) {
      const direct = directOf(store)
      const mimeType = canonicalType(input.mimeType ?? '')
      validateAnnouncement(mimeType, input.fileSizeBytes, limits)
      const uploadId = randomUUID()
      const form = await direct.presign(uploadId, { mimeType, sizeBytes: input.fileSizeBytes })
      await lockDailyBytes(transaction, actor, input.fileSizeBytes, limits)
      await insertDirectUpload(transaction, uploadId, actor.id, { ...input, mimeType })
      const expiresAt = timestampOf(Date.parse(clock()) + LIFETIME_MS)
      return { uploadId, ...form, expiresAt }
    },
    arrived: inspectArrived(dependencies),
    lock: async (transaction, actor, { uploadId }) =>
      (await findDirectUpload(transaction, uploadId, actor.id, true)) ?? throwUploadNotFound(uploadId),
    complete: (transaction, { uploadId }, attachmentId) => completeDirectUpload(transaction, uploadId, attachmentId),
    clear: async ({ uploadId }) => store.direct?.delete(uploadId).catch(() => {}), // else the sweeper deletes it
  }
}

function inspectArrived({ db, limits, store, draftFolder }: Dependencies): DirectUploading['arrived'] {
  return async (actor, { uploadId }) => {
    const upload = (await findDirectUpload(db, uploadId, actor.id)) ?? throwUploadNotFound(uploadId)
    if (upload.attachmentId !== null) return undefined
    const key = newKey()
    const sizeBytes = await directOf(store).keep(uploadId, key)
    if (sizeBytes === undefined) throw new SupportError('UPLOAD_INCOMPLETE', 'The file has not arrived')
    const file = await inspectFile(store, draftFolder, limits, upload.fileName, key)
    if (file.sizeBytes === upload.fileSizeBytes) return file
    await store.delete(key).catch(() => {}) // else the sweeper deletes it
    const problem = `${upload.fileSizeBytes} bytes were announced, but ${file.sizeBytes} bytes have arrived`
    throw new SupportError('UPLOAD_INCOMPLETE', problem)
  }
}

function directOf({ direct }: FileStore): DirectUploads {
  if (!direct) throw new SupportError('DIRECT_UPLOAD_UNAVAILABLE')
  return direct
}

function throwUploadNotFound(uploadId: string): never {
  throw new SupportError('UPLOAD_NOT_FOUND', `Upload ${uploadId} not found`)
}

/** Throws for an announced file that would be rejected later. The actual type is detected from the bytes later. */
function validateAnnouncement(mimeType: string, fileSizeBytes: number, { maxFileBytes, types }: FileLimits): void {
  if (fileSizeBytes > maxFileBytes) {
    throw new SupportError('FILE_TOO_LARGE', `The file exceeds ${maxFileBytes} bytes`)
  }
  if (mimeType !== UNKNOWN && !isAllowed(mimeType, types)) {
    throw new SupportError('FILE_TYPE_NOT_ALLOWED', `The file is ${mimeType}. Accepted types: ${types.join(', ')}`)
  }
}

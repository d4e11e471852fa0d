import { randomUUID } from 'node:crypto'
import {
  type Actor,
  type DirectUpload,
  type DirectUploadRef,
  type DirectUploadRequest,
  SupportError,
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

/** Files that callers send directly to the storage: announced first, inspected when the caller says they have arrived. */
export interface DirectUploading {
  start(transaction: Kysely<Database>, actor: Actor, input: DirectUploadRequest): Promise<DirectUpload>
  /** The file that has arrived; undefined if the upload was completed before. Throws UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE. */
  arrived(actor: Actor, ref: DirectUploadRef): Promise<StoredUpload | undefined>
  /** The upload. Nobody else can complete it before this transaction ends. Throws UPLOAD_NOT_FOUND. */
  lock(transaction: Kysely<Database>, actor: Actor, ref: DirectUploadRef): Promise<AnnouncedFile>
  complete(transaction: Kysely<Database>, ref: DirectUploadRef, attachmentId: number): Promise<void>
  /** Deletes what was sent; the file itself was copied. */
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
      refuseUnfit(mimeType, input.fileSizeBytes, limits)
      const uploadId = randomUUID()
      const form = await direct.presign(uploadId, { mimeType, sizeBytes: input.fileSizeBytes })
      await lockDailyBytes(transaction, actor, input.fileSizeBytes, limits)
      await insertDirectUpload(transaction, uploadId, actor.id, { ...input, mimeType })
      const expiresAt = new Date(Date.parse(clock()) + LIFETIME_MS).toISOString().slice(0, 19)
      return { uploadId, ...form, expiresAt }
    },
    arrived: arriving(dependencies),
    lock: async (transaction, actor, { uploadId }) =>
      (await findDirectUpload(transaction, uploadId, actor.id, true)) ?? refuseUpload(uploadId),
    complete: (transaction, { uploadId }, attachmentId) => completeDirectUpload(transaction, uploadId, attachmentId),
    clear: async ({ uploadId }) => store.direct?.delete(uploadId).catch(() => {}), // else the sweeper deletes it
  }
}

function arriving({ db, limits, store, draftFolder }: Dependencies): DirectUploading['arrived'] {
  return async (actor, { uploadId }) => {
    const upload = (await findDirectUpload(db, uploadId, actor.id)) ?? refuseUpload(uploadId)
    if (upload.attachmentId !== null) return undefined
    const key = newKey()
    const sizeBytes = await directOf(store).keep(uploadId, key)
    if (sizeBytes === undefined) throw new SupportError('UPLOAD_INCOMPLETE', 'The file has not arrived')
    const file = await inspectFile(store, draftFolder, limits, upload.fileName, key)
    if (file.sizeBytes === upload.fileSizeBytes) return file
    await store.delete(key).catch(() => {}) // else the sweeper deletes it
    const problem = `${upload.fileSizeBytes} bytes were announced, and ${file.sizeBytes} bytes arrived`
    throw new SupportError('UPLOAD_INCOMPLETE', problem)
  }
}

function directOf({ direct }: FileStore): DirectUploads {
  if (!direct) throw new SupportError('DIRECT_UPLOAD_UNAVAILABLE')
  return direct
}

function refuseUpload(uploadId: string): never {
  throw new SupportError('UPLOAD_NOT_FOUND', `Upload ${uploadId} not found`)
}

/** Refuses before a byte is sent what would be refused later. The type itself is detected from the bytes. */
function refuseUnfit(mimeType: string, fileSizeBytes: number, { maxFileBytes, types }: FileLimits): void {
  if (fileSizeBytes > maxFileBytes) {
    throw new SupportError('FILE_TOO_LARGE', `The file exceeds ${maxFileBytes} bytes`)
  }
  if (mimeType !== UNKNOWN && !isAllowed(mimeType, types)) {
    throw new SupportError('FILE_TYPE_NOT_ALLOWED', `The file is ${mimeType}. Accepted types: ${types.join(', ')}`)
  }
}

import { randomBytes } from 'node:crypto'
import { discard, receiveDraft } from '../platform/storage/draft.ts'
import type { FileStore } from '../platform/storage/file-store.ts'
import { fileTypeOf } from './file-type.ts'
import { storageError } from '../platform/storage/storage-errors.ts'

/** What a file has to be to be taken. */
export interface FileLimits {
  maxFileBytes: number
  filesPerTicket: number
  /** What one member, or all guests at one address, may send within a day. */
  bytesPerDay: number
  /** The media types that are taken. */
  types: readonly string[]
}

/** A file that the store has, and that no attachment speaks of yet. */
export interface KeptFile {
  key: string
  name: string
  sizeBytes: number
  sha256: Buffer
  mimeType: string
}

const KEY_BYTES = 20

/** A key that nobody can guess. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('hex')
}

/**
 * Takes a file: receives it, tells its type by its bytes, keeps it under a key that nobody can guess. Rejects with
 * FILE_TOO_LARGE, FILE_TYPE_NOT_ALLOWED, STORAGE_FULL or STORAGE_UNAVAILABLE; then nothing is left of it.
 */
export async function receiveFile(
  store: FileStore,
  draftFolder: string,
  limits: FileLimits,
  name: string,
  bytes: AsyncIterable<Buffer>,
): Promise<KeptFile> {
  const draft = await receiveDraft(draftFolder, bytes, limits.maxFileBytes, store.takesDrafts)
  try {
    const mimeType = await fileTypeOf(draft, name, limits.types)
    const key = newKey()
    await store.put(key, draft)
    if (!store.takesDrafts) await discard(draft)
    return { key, name, sizeBytes: draft.sizeBytes, sha256: draft.sha256, mimeType }
  } catch (error) {
    await discard(draft)
    throw storageError(error)
  }
}

/**
 * Looks at a file that the store has already: reads it whole, for its hash and its type. Rejects like
 * {@link receiveFile}; then the file is deleted.
 */
export async function inspectFile(
  store: FileStore,
  draftFolder: string,
  limits: FileLimits,
  name: string,
  key: string,
): Promise<KeptFile> {
  try {
    const draft = await receiveDraft(draftFolder, await store.open(key), limits.maxFileBytes)
    try {
      const mimeType = await fileTypeOf(draft, name, limits.types)
      return { key, name, sizeBytes: draft.sizeBytes, sha256: draft.sha256, mimeType }
    } finally {
      await discard(draft)
    }
  } catch (error) {
    await store.delete(key).catch(() => {}) // else the sweeper takes it
    throw error
  }
}

import { randomBytes } from 'node:crypto'
import { discard, type Draft, receiveDraft } from '../platform/storage/draft.ts'
import type { FileStore } from '../platform/storage/file-store.ts'
import { storageError } from '../platform/storage/storage-errors.ts'
import { type FileType, fileTypeOf } from './file-type.ts'

/** What a file has to be to be taken. */
export interface FileLimits {
  maxFileBytes: number
  filesPerTicket: number
  /** What one member, or all guests of one network, may send within a day. */
  bytesPerDay: number
  /** The media types that are taken. */
  types: readonly string[]
}

/** A file that has arrived whole and is not in the store yet. */
export interface ReceivedFile {
  draft: Draft
  type: FileType
  sentName: string
}

/** A file in the store that no attachment refers to yet. */
export interface StoredUpload extends FileType {
  key: string
  sentName: string
  sizeBytes: number
  sha256: Buffer
}

const KEY_BYTES = 20

/** A key that nobody can guess. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('hex')
}

/**
 * Receives a file as a draft and tells its type by its bytes. Rejects with FILE_TOO_LARGE, FILE_TYPE_NOT_ALLOWED or
 * STORAGE_FULL; then nothing is left of it.
 */
export async function receiveFile(
  store: FileStore,
  draftFolder: string,
  limits: FileLimits,
  sentName: string,
  bytes: AsyncIterable<Buffer>,
): Promise<ReceivedFile> {
  const draft = await receiveDraft(draftFolder, bytes, limits.maxFileBytes, store.takesDrafts)
  try {
    return { draft, sentName, type: await fileTypeOf(draft, sentName, limits.types) }
  } catch (error) {
    await discard(draft)
    throw storageError(error)
  }
}

/**
 * Keeps received files under keys that nobody can guess: all of them, or none. Rejects with STORAGE_FULL or
 * STORAGE_UNAVAILABLE. The drafts are gone in any case.
 */
export async function storeDrafts(store: FileStore, files: ReceivedFile[]): Promise<StoredUpload[]> {
  const kept: StoredUpload[] = []
  try {
    for (const { draft, type, sentName } of files) {
      const key = newKey()
      await store.put(key, draft)
      kept.push({ key, sentName, ...type, sizeBytes: draft.sizeBytes, sha256: draft.sha256 })
    }
    return kept
  } catch (error) {
    for (const { key } of kept) await store.delete(key).catch(() => {}) // else the sweeper takes it
    throw storageError(error)
  } finally {
    await discardDrafts(files)
  }
}

export async function discardDrafts(files: ReceivedFile[]): Promise<void> {
  for (const { draft } of files) await discard(draft)
}

/**
 * Looks at a file that the store has already: reads it whole, for its hash and its type. Rejects like
 * {@link receiveFile}; then the file is deleted.
 */
export async function inspectFile(
  store: FileStore,
  draftFolder: string,
  limits: FileLimits,
  sentName: string,
  key: string,
): Promise<StoredUpload> {
  try {
    const { draft, type } = await receiveFile(
      { ...store, takesDrafts: false },
      draftFolder,
      limits,
      sentName,
      await store.open(key),
    )
    await discard(draft)
    return { key, sentName, ...type, sizeBytes: draft.sizeBytes, sha256: draft.sha256 }
  } catch (error) {
    await store.delete(key).catch(() => {}) // else the sweeper takes it
    throw error
  }
}

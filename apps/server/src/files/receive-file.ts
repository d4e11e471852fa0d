import { randomBytes } from 'node:crypto'
import { discard, type Draft, receiveDraft } from '../platform/storage/draft.ts'
import type { FileStore } from '../platform/storage/file-store.ts'
import { storageError } from '../platform/storage/storage-errors.ts'
import { type FileType, fileTypeOf } from './file-type.ts'

/** The limits for uploaded files. */
export interface FileLimits {
  maxFileBytes: number
  filesPerTicket: number
  /** The bytes that one member, or all guests of one network, may upload within 24 hours. */
  bytesPerDay: number
  /** The accepted media types. */
  types: readonly string[]
}

/** A file that has arrived completely and is not in the store yet. */
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

/** Returns a random key of 160 bits, in hexadecimal. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('hex')
}

/**
 * Receives a file as a draft and detects its type from its bytes. Rejects with FILE_TOO_LARGE, FILE_TYPE_NOT_ALLOWED or
 * STORAGE_FULL, after deleting the draft.
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
 * Stores received files under random keys: all of them, or none. Rejects with STORAGE_FULL or STORAGE_UNAVAILABLE. The
 * drafts are deleted in both cases.
 */
export async function storeDrafts(store: FileStore, files: ReceivedFile[]): Promise<StoredUpload[]> {
  const stored: StoredUpload[] = []
  try {
    for (const { draft, type, sentName } of files) {
      const key = newKey()
      await store.put(key, draft)
      stored.push({ key, sentName, ...type, sizeBytes: draft.sizeBytes, sha256: draft.sha256 })
    }
    return stored
  } catch (error) {
    for (const { key } of stored) await store.delete(key).catch(() => {}) // otherwise the sweeper deletes it
    throw storageError(error)
  } finally {
    await discardDrafts(files)
  }
}

export async function discardDrafts(files: ReceivedFile[]): Promise<void> {
  for (const { draft } of files) await discard(draft)
}

/**
 * Reads a file that is in the store already, to determine its hash and its type. Rejects like {@link receiveFile},
 * after deleting the file.
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
    await store.delete(key).catch(() => {}) // otherwise the sweeper deletes it
    throw error
  }
}

import type { Readable } from 'node:stream'
import type { Draft } from './draft.ts'

/** A part of a file: the positions of its first and its last byte, both included. */
export interface ByteRange {
  start: number
  end: number
}

/** A file in a store. */
export interface StoredObject {
  key: string
  modifiedAt: Date
}

/**
 * Stores files by random keys. Except for `list`, the functions of a remote store reject with STORAGE_FULL if it has no
 * space, and with STORAGE_UNAVAILABLE for other failures.
 */
export interface FileStore {
  /** Whether `put` moves the file of the draft. Then the draft must be flushed, and no longer exists afterwards. */
  takesDrafts: boolean
  /** Stores the bytes of the draft by `key`. Once it resolves, they survive a power failure. */
  put: (key: string, draft: Draft) => Promise<void>
  open: (key: string, range?: ByteRange) => Promise<Readable>
  /** Also resolves if there is no file with this key. */
  delete: (key: string) => Promise<void>
  list: () => AsyncIterable<StoredObject>
  /** Undefined if callers cannot upload files to this store directly. */
  direct?: DirectUploads
}

/** The form of a direct upload. The caller sends these fields, followed by the file as the field `file`. */
export interface PresignedForm {
  url: string
  fields: Record<string, string>
}

/** Files that callers upload to the store directly, before the service has accepted them. */
export interface DirectUploads {
  /** Returns a form that accepts a file of exactly this type and size, for 2 hours. */
  presign: (uploadKey: string, file: { mimeType: string; sizeBytes: number }) => Promise<PresignedForm>
  /**
   * Copies an uploaded file to a folder where only the service can write. Returns its size in bytes, undefined if no
   * file was uploaded.
   */
  keep: (uploadKey: string, key: string) => Promise<number | undefined>
  delete: (uploadKey: string) => Promise<void>
  list: () => AsyncIterable<StoredObject>
}

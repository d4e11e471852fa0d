import type { Readable } from 'node:stream'
import type { Draft } from './draft.ts'

/** A part of a file, by its first and its last byte. */
export interface ByteRange {
  start: number
  end: number
}

/** Something that a store holds. */
export interface StoredObject {
  key: string
  modifiedAt: Date
}

/**
 * Keeps files under random keys. A store that others run rejects with STORAGE_UNAVAILABLE where it cannot be reached.
 */
export interface FileStore {
  /** Whether `put` takes the file of the draft itself: then it has to be flushed before, and is gone afterwards. */
  takesDrafts: boolean
  /** Keeps the draft's bytes under `key`; once it resolves, they survive a loss of power. */
  put: (key: string, draft: Draft) => Promise<void>
  open: (key: string, range?: ByteRange) => Promise<Readable>
  /** Resolves as well where there is nothing under `key`. */
  delete: (key: string) => Promise<void>
  list: () => AsyncIterable<StoredObject>
  /** Of a store that callers can send files to themselves. */
  direct?: DirectUploads
}

/** Where a caller sends a file to: a form with these fields, and behind them the file as `file`. */
export interface PresignedForm {
  url: string
  fields: Record<string, string>
}

/** Files on their way to a store that callers send to themselves. */
export interface DirectUploads {
  /** A form that takes one file of exactly this type and size, for 2 hours. */
  presign: (uploadKey: string, file: { mimeType: string; sizeBytes: number }) => Promise<PresignedForm>
  /**
   * Copies what has arrived to where nobody but the service can write, and tells its size; undefined where nothing has
   * arrived.
   */
  keep: (uploadKey: string, key: string) => Promise<number | undefined>
  delete: (uploadKey: string) => Promise<void>
  list: () => AsyncIterable<StoredObject>
}

import { SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Database } from '../platform/database/tables.ts'
import { discard, receiveDraft } from '../platform/storage/draft.ts'
import type { FileStore } from '../platform/storage/file-store.ts'
import { makeThumbnail } from './make-thumbnail.ts'
import type { StoredFile } from './stored-files.repository.ts'

/** A thumbnail in the store. Its key is derived from the key of its file. */
export interface Thumbnail {
  key: string
  sizeBytes: number
}

/**
 * Returns the thumbnail of a file, and makes it if necessary. Rejects with FILE_NOT_FOUND if it cannot be made,
 * THUMBNAIL_BUSY if too many others are waiting, or if it took too long a moment ago.
 */
export type Thumbnails = (file: StoredFile) => Promise<Thumbnail>

const TYPES = new Set(['image/png', 'image/jpeg', 'image/webp'])
const MAX_WAITING = 50
// A picture that took too long is not tried again at once, because it delays all others.
const RETRY_AFTER_MS = 600_000
const MAX_SLOW = 1_000
const SUFFIX = '-thumbnail'

export function thumbnailKeyOf(key: string): string {
  return `${key}${SUFFIX}`
}

/** Returns the key of the file for its own key or the key of its thumbnail. */
export function fileKeyOf(key: string): string {
  return key.endsWith(SUFFIX) ? key.slice(0, -SUFFIX.length) : key
}

/** Makes one thumbnail at a time. Concurrent calls for the same file share the work. */
export function thumbnails(
  db: Kysely<Database>,
  store: FileStore,
  draftFolder: string,
  maxFileBytes: number,
  maxSeconds?: number,
): Thumbnails {
  const making = new Map<string, Promise<number>>()
  const slow = new LRUCache<string, true>({ max: MAX_SLOW, ttl: RETRY_AFTER_MS })
  let last: Promise<unknown> = Promise.resolve()

  const pictureOf = async (key: string): Promise<Buffer | undefined> => {
    const original = await receiveDraft(draftFolder, await store.open(key), maxFileBytes)
    try {
      return await makeThumbnail(original.path, maxSeconds)
    } catch (error) {
      slow.set(key, true)
      throw error
    } finally {
      await discard(original)
    }
  }

  const make = async ({ key }: StoredFile): Promise<number> => {
    const picture = await pictureOf(key)
    if (picture) await storePicture(store, draftFolder, thumbnailKeyOf(key), picture)
    const sizeBytes = picture?.length ?? 0
    await db.updateTable('stored_files').set({ thumbnail_bytes: sizeBytes }).where('storage_key', '=', key).execute()
    return sizeBytes
  }

  const queued = (file: StoredFile): Promise<number> => {
    const known = making.get(file.key)
    if (known) return known
    if (making.size >= MAX_WAITING || slow.has(file.key)) throw new SupportError('THUMBNAIL_BUSY')
    const result = last.then(() => make(file)).finally(() => making.delete(file.key))
    last = result.catch(() => {})
    making.set(file.key, result)
    return result
  }

  return async (file) => {
    const sizeBytes = TYPES.has(file.mimeType) ? (file.thumbnailBytes ?? (await queued(file))) : 0
    if (sizeBytes === 0) throw new SupportError('FILE_NOT_FOUND', `There is no thumbnail of this ${file.mimeType} file`)
    return { key: thumbnailKeyOf(file.key), sizeBytes }
  }
}

async function storePicture(store: FileStore, draftFolder: string, key: string, picture: Buffer): Promise<void> {
  const bytes = (async function* () {
    yield picture
  })()
  const draft = await receiveDraft(draftFolder, bytes, picture.length, store.takesDrafts)
  try {
    await store.put(key, draft)
  } finally {
    await discard(draft)
  }
}

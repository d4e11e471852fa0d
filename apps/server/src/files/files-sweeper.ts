import { readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { deleteOldUploads } from './direct-uploads.repository.ts'
import type { FileStore } from '../platform/storage/file-store.ts'
import { fileKeyOf, thumbnailKeyOf } from './thumbnails.ts'

const BATCH = 100
// The sums of a day look at deleted files too, and a key that was taken from an upload must not be used by it later.
const REMEMBERED_HOURS = 48
const UPLOADS_KEPT_MS = 7_200_000

/** Takes away what nothing speaks of any more. */
export interface FilesSweeper {
  /** Deletes the files whose attachments are gone. */
  deleteFiles(): Promise<void>
  /** The same, and what crashes have left: files without a row, and drafts. */
  sweep(): Promise<void>
}

/**
 * An orphan is a file older than `graceMs` whose key has no row. The sweeper takes it by writing the row itself: an
 * upload that is still on its way to COMMIT then meets that row and fails, or has written it first and keeps its file.
 */
export function filesSweeper(
  db: Kysely<Database>,
  store: FileStore,
  draftFolder: string,
  graceMs: number,
): FilesSweeper {
  const deleteFiles = async (): Promise<void> => {
    for (let keys = await keysToDelete(db); keys.length > 0; keys = await keysToDelete(db)) {
      for (const key of keys) await deleteOne(db, store, key)
    }
  }

  const takeOrphans = async (): Promise<void> => {
    let keys = new Set<string>()
    for await (const { key, modifiedAt } of store.list()) {
      if (modifiedAt.getTime() < Date.now() - graceMs) keys.add(fileKeyOf(key))
      if (keys.size < BATCH) continue
      await takeUnknown(db, [...keys])
      keys = new Set()
    }
    await takeUnknown(db, [...keys])
  }

  const sweep = async (): Promise<void> => {
    await removeOldDrafts(draftFolder, graceMs)
    await takeOrphans()
    await deleteFiles()
    await removeOldUploads(db, store)
    await sql`delete from stored_files where deleted_at < now() - make_interval(hours => ${REMEMBERED_HOURS})`.execute(
      db,
    )
  }
  return { deleteFiles, sweep }
}

async function keysToDelete(db: Kysely<Database>): Promise<string[]> {
  const rows = await db
    .selectFrom('stored_files')
    .select('storage_key')
    .where('attachment_id', 'is', null)
    .where('deleted_at', 'is', null)
    .limit(BATCH)
    .execute()
  return rows.map(({ storage_key }) => storage_key)
}

async function deleteOne(db: Kysely<Database>, store: FileStore, key: string): Promise<void> {
  await store.delete(thumbnailKeyOf(key))
  await store.delete(key)
  await db
    .updateTable('stored_files')
    .set({ deleted_at: sql<string>`now()` })
    .where('storage_key', '=', key)
    .execute()
}

/** Writes rows for keys that have none; a file that is back after its deletion is to be deleted again. */
async function takeUnknown(db: Kysely<Database>, keys: string[]): Promise<void> {
  if (keys.length === 0) return
  await db
    .insertInto('stored_files')
    .values(keys.map((key) => ({ storage_key: key, attachment_id: null, thumbnail_bytes: null, deleted_at: null })))
    .onConflict((conflict) =>
      conflict.column('storage_key').doUpdateSet({ deleted_at: null }).where('stored_files.deleted_at', 'is not', null),
    )
    .execute()
}

async function removeOldDrafts(folder: string, graceMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() })) // used up meanwhile
    if (mtimeMs < Date.now() - graceMs) await unlink(path).catch(() => {})
  }
}

/** What callers have sent to the store themselves and not completed. */
async function removeOldUploads(db: Kysely<Database>, { direct }: FileStore): Promise<void> {
  if (!direct) return
  for await (const { key, modifiedAt } of direct.list()) {
    if (modifiedAt.getTime() < Date.now() - UPLOADS_KEPT_MS) await direct.delete(key)
  }
  await deleteOldUploads(db)
}

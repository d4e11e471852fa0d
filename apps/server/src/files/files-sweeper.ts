import { readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { deleteOldUploads } from './direct-uploads.repository.ts'
import type { FileStore } from '../platform/storage/file-store.ts'
import { fileKeyOf, thumbnailKeyOf } from './thumbnails.ts'

const BATCH = 100
// Rows of deleted files are retained, because they count towards the daily quotas, and because an upload that is still
// running must not reuse the key of a deleted orphan.
const ROW_RETENTION_HOURS = 48
const UPLOAD_LIFETIME_MS = 7_200_000

/** Deletes unreferenced files. */
export interface FilesSweeper {
  /** Deletes the files of deleted attachments. */
  deleteFiles(): Promise<void>
  /** Also deletes files without a row, and direct uploads that were not completed. */
  sweep(): Promise<void>
  /** Deletes old drafts, which are on the disk of this server. */
  deleteDrafts(): Promise<void>
}

/**
 * An orphan is a file older than `graceMs` milliseconds whose key has no row. The sweeper inserts the row before it
 * deletes the file. If an upload with this key has not committed yet, the first insert decides: either the upload
 * fails, or the sweeper finds the row of the upload and leaves the file.
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

  const markOrphans = async (): Promise<void> => {
    let keys = new Set<string>()
    for await (const { key, modifiedAt } of store.list()) {
      if (modifiedAt.getTime() < Date.now() - graceMs) keys.add(fileKeyOf(key))
      if (keys.size < BATCH) continue
      await insertMissingRows(db, [...keys])
      keys = new Set()
    }
    await insertMissingRows(db, [...keys])
  }

  const sweep = async (): Promise<void> => {
    await markOrphans()
    await deleteFiles()
    await removeOldUploads(db, store)
    await sql`delete from stored_files where deleted_at < now() - make_interval(hours => ${ROW_RETENTION_HOURS})`.execute(
      db,
    )
  }
  return { deleteFiles, sweep, deleteDrafts: () => removeOldDrafts(draftFolder, graceMs) }
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

/** Inserts rows for keys without one. If the row of a key is marked as deleted, the file is deleted again. */
async function insertMissingRows(db: Kysely<Database>, keys: string[]): Promise<void> {
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
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() })) // removed in the meantime
    if (mtimeMs < Date.now() - graceMs) await unlink(path).catch(() => {})
  }
}

/** Deletes direct uploads that were not completed in time: their objects and their rows. */
async function removeOldUploads(db: Kysely<Database>, { direct }: FileStore): Promise<void> {
  if (!direct) return
  for await (const { key, modifiedAt } of direct.list()) {
    if (modifiedAt.getTime() < Date.now() - UPLOAD_LIFETIME_MS) await direct.delete(key)
  }
  await deleteOldUploads(db)
}

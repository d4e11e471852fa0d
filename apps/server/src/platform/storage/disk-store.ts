import { createReadStream } from 'node:fs'
import { mkdir, open, opendir, readdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { FileStore, StoredObject } from './file-store.ts'
import { storageError } from './storage-errors.ts'

const FOLDERS = Array.from({ length: 256 }, (_, number) => number.toString(16).padStart(2, '0'))

/**
 * Stores files on the local disk. The file with key `abcdef…` is `folder/ab/cdef…`, readable only by the account of the
 * service. Drafts must be on the same file system.
 */
export async function diskStore(folder: string): Promise<FileStore> {
  await makeFolders(folder)
  const pathOf = (key: string) => join(folder, key.slice(0, 2), key.slice(2))
  return {
    takesDrafts: true,

    async put(key, draft) {
      const path = pathOf(key)
      await rename(draft.path, path)
      await flush(dirname(path))
    },

    async open(key, range) {
      const handle = await open(pathOf(key), 'r').catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? error : storageError(error)
      })
      return createReadStream('', { fd: handle, ...range })
    },

    delete: (key) => unlink(pathOf(key)).catch(ignoreAbsence),

    list: () => objectsIn(folder),
  }
}

/**
 * Creates all folders and flushes them to disk before the first file is stored. A folder that is created during uploads
 * could be lost in a crash after a file in it was acknowledged.
 */
async function makeFolders(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  const there = new Set(await readdir(folder))
  const missing = FOLDERS.filter((name) => !there.has(name))
  if (missing.length === 0) return
  // `recursive`, because another server that shares the folder may create it first.
  await Promise.all(missing.map((name) => mkdir(join(folder, name), { recursive: true, mode: 0o700 })))
  for (let made = folder; ; made = dirname(made)) {
    await flush(made)
    if (first === undefined || made === dirname(first)) return
  }
}

/** Flushes the names in this folder to disk. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function* objectsIn(folder: string): AsyncGenerator<StoredObject> {
  const entries = await opendir(folder, { recursive: true }).catch(ignoreAbsence)
  if (!entries) return
  for await (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const found = await stat(path).catch(ignoreAbsence)
    if (found) yield { key: relative(folder, path).replaceAll(/[/\\]/g, ''), modifiedAt: found.mtime }
  }
}

function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { SupportError } from '@kinconecta/support-contracts'
import { storageError } from './storage-errors.ts'

// Each write also costs a switch to another thread, so few large writes are the fastest.
const WRITE_BYTES = 256 * 1024
const HEAD_BYTES = 16 * 1024

/** A file that was completely received and is not stored yet. */
export interface Draft {
  /** Its path on the local disk. */
  path: string
  sizeBytes: number
  sha256: Buffer
  /** Its first bytes, up to 16 KiB. Most file types are detected by them. */
  head: Buffer
}

/**
 * Writes bytes to a draft as they arrive, so that memory does not depend on the size of the file. Rejects with
 * FILE_TOO_LARGE if there are more than `maxBytes`, with STORAGE_FULL or STORAGE_UNAVAILABLE, or with the error of
 * `bytes`, and then deletes the draft. If `isFlushed` is true, the bytes are flushed to disk.
 */
export async function receiveDraft(
  folder: string,
  bytes: AsyncIterable<Buffer>,
  maxBytes: number,
  isFlushed = false,
): Promise<Draft> {
  const path = join(folder, randomUUID())
  const handle = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw storageError(error)
  })
  try {
    const received = await write(handle, bytes, maxBytes)
    if (isFlushed) await handle.sync()
    await handle.close()
    return { path, ...received }
  } catch (error) {
    await handle.close().catch(() => {})
    await discard({ path })
    throw storageError(error)
  }
}

/** Deletes a draft. Does nothing if it no longer exists, for example because a store has taken it. */
export async function discard({ path }: Pick<Draft, 'path'>): Promise<void> {
  await unlink(path).catch(() => {}) // if it cannot be deleted now, the sweeper deletes it later
}

async function write(handle: FileHandle, bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<Omit<Draft, 'path'>> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  let head: Buffer | undefined
  let gathered: Buffer[] = []
  let gatheredBytes = 0
  let writing: Promise<unknown> = Promise.resolve()
  // While buffers are written, the next ones are received and hashed.
  const writeGathered = async () => {
    head ??= Buffer.concat(gathered, Math.min(gatheredBytes, HEAD_BYTES))
    await writing
    writing = writeAll(handle, gathered)
    writing.catch(() => {}) // its error is thrown by the next `await writing`
    gathered = []
    gatheredBytes = 0
  }
  try {
    for await (const chunk of bytes) {
      sizeBytes += chunk.length
      if (sizeBytes > maxBytes) throw new SupportError('FILE_TOO_LARGE', `The file is larger than ${maxBytes} bytes`)
      hash.update(chunk)
      gathered.push(chunk)
      gatheredBytes += chunk.length
      if (gatheredBytes >= WRITE_BYTES) await writeGathered()
    }
    await writeGathered()
  } finally {
    await writing
  }
  return { sizeBytes, sha256: hash.digest(), head: head! }
}

async function writeAll(handle: FileHandle, buffers: Buffer[]): Promise<void> {
  const total = buffers.reduce((sum, { length }) => sum + length, 0)
  const { bytesWritten } = await handle.writev(buffers)
  if (bytesWritten < total) await writeAll(handle, [Buffer.concat(buffers).subarray(bytesWritten)])
}

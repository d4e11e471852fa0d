import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { SupportError } from '@kinconecta/support-contracts'
import { storageError } from './storage-errors.ts'

// A write costs as much as its bytes and a change of threads besides, so that few large ones cost least.
const WRITE_BYTES = 256 * 1024
const HEAD_BYTES = 16 * 1024

/** A file that has been received whole and is not kept yet. */
export interface Draft {
  /** Where it lies on this machine's disk. */
  path: string
  sizeBytes: number
  sha256: Buffer
  /** Its first bytes, by which most kinds of files are known. */
  head: Buffer
}

/**
 * Writes bytes to a draft as they come, a few at a time, so that memory does not depend on their number. Rejects
 * with FILE_TOO_LARGE, STORAGE_FULL or what `bytes` rejects with; then nothing is left of it. With `isFlushed`, the disk
 * has all of it.
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

/** Removes a draft that is not needed any more, or was used up. */
export async function discard({ path }: Pick<Draft, 'path'>): Promise<void> {
  await unlink(path).catch(() => {}) // what cannot be removed now, the sweeper takes
}

async function write(handle: FileHandle, bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<Omit<Draft, 'path'>> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  let head: Buffer | undefined
  let gathered: Buffer[] = []
  let gatheredBytes = 0
  let writing: Promise<unknown> = Promise.resolve()
  // While some are written, the next are received and hashed.
  const writeGathered = async () => {
    head ??= Buffer.concat(gathered, Math.min(gatheredBytes, HEAD_BYTES))
    await writing
    writing = writeAll(handle, gathered)
    writing.catch(() => {}) // awaited here next time, or at the end
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

import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A pipe whose reading end belongs to the test, which can stop reading or close it. */
export interface LogPipe {
  /** The descriptor for the process that writes. */
  writingFd: number
  /** Reads until `isEnough` returns true or the writer has closed its end. Returns everything read so far. */
  readUntil(isEnough: (text: string) => boolean): Promise<string>
  close(): void
}

const CHUNK = Buffer.alloc(64 * 1024)

export function logPipe(folder: string): LogPipe {
  const path = join(folder, 'log.pipe')
  execFileSync('mkfifo', [path])
  const readingFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const writingFd = openSync(path, constants.O_WRONLY)
  let text = ''
  const readUntil = async (isEnough: (text: string) => boolean) => {
    while (!isEnough(text)) {
      const length = bytesRead(readingFd)
      if (length === 0) break
      if (length === undefined) await sleep(5)
      else text += CHUNK.toString('latin1', 0, length)
    }
    return text
  }
  return { writingFd, readUntil, close: () => closeSync(readingFd) }
}

/** The number of bytes read: undefined if nothing is available yet, 0 at the end. */
function bytesRead(fd: number): number | undefined {
  try {
    return readSync(fd, CHUNK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined
    throw error
  }
}

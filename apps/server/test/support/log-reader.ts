import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A pipe whose reading end the test holds: it reads when it wants to, or goes away. */
export interface LogPipe {
  /** For the process that writes. */
  writingFd: number
  /** Reads what there is, until `isEnough` or the writer has closed its end. */
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

/** Undefined where nothing has been written yet; 0 at the end. */
function bytesRead(fd: number): number | undefined {
  try {
    return readSync(fd, CHUNK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined
    throw error
  }
}

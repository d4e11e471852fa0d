import { constants, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'
import sonicBoom from 'sonic-boom'

/** Destination of the log. It never blocks the process, and its memory use is limited. */
export interface LogOutput {
  write(line: string): void
  /** Resolves when everything is written, or after `timeoutMs`. */
  flush(timeoutMs: number): Promise<void>
}

const MAX_WAITING_BYTES = 4 * 1024 * 1024
const RETRY_STALLED_MS = 20
const RETRY_FAILED_MS = 1_000

/**
 * Creates a log output for a file descriptor. While the reader stalls or is gone, or the disk is full, up to 4 MiB are
 * buffered and further lines are dropped. When writing works again, a warning with the number of dropped lines follows.
 */
export function logOutput(fd: number): LogOutput {
  const file = new sonicBoom.SonicBoom({ fd, minLength: 1, maxLength: MAX_WAITING_BYTES, retryEAGAIN: () => false })
  let dropped = 0
  let isWaiting = false
  let retry: NodeJS.Timeout | undefined
  const write = (line: string) => {
    isWaiting = true
    file.write(line)
  }
  const reportDropped = () => {
    if (dropped === 0) return
    const count = dropped
    dropped = 0
    write(droppedLine(count))
    if (dropped > 0) dropped = count // the buffer is still too full for this line
  }
  const tryAgain = () => {
    retry = undefined
    file.flush()
  }
  file.on('drop', () => dropped++)
  file.on('write', () => queueMicrotask(reportDropped)) // the buffer is emptied after this event
  file.on('drain', () => (isWaiting = false))
  file.on('error', ({ code }: NodeJS.ErrnoException) => {
    retry ??= setTimeout(tryAgain, code === 'EAGAIN' ? RETRY_STALLED_MS : RETRY_FAILED_MS).unref()
  })
  const flush = async (timeoutMs: number) => {
    if (!isWaiting) return
    const drained = new Promise((resolve) => file.once('drain', resolve))
    await Promise.race([drained, sleep(timeoutMs)])
  }
  return { write, flush }
}

/**
 * Returns a descriptor of standard output in non-blocking mode. A blocking write that stalls would occupy a thread that
 * the process waits for when it exits. For pipes and sockets, Node sets the mode when `process.stdout` is first
 * accessed. For terminals it does not, so they are opened again.
 */
export function nonBlockingStdout(): number {
  const { fd } = process.stdout
  if (!isatty(fd)) return fd
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  } catch {
    return fd // no /proc, or the terminal belongs to another user
  }
}

function droppedLine(count: number): string {
  return `${JSON.stringify({ level: 40, time: Date.now(), dropped: count, msg: 'Log lines were dropped' })}\n`
}

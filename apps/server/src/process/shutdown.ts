import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from '../service.ts'
import type { LogOutput } from './log-output.ts'

const STOP_TIMEOUT_MS = 22_000
const FLUSH_TIMEOUT_MS = 2_000
const EXIT_TIMEOUT_MS = 25_000

/** Begins to end the process with at least this exit code. */
export type Shutdown = (exitCode: 0 | 1) => void

/**
 * Ends the process within 25 seconds: running requests finish, then the log is written. A service that does not stop,
 * or stops with an error, makes the exit code 1; a log that nobody reads does not.
 */
export function shutdownOf(service: Service, output: LogOutput): Shutdown {
  let exitCode = 0
  let isEnding = false
  const stopped = async () => {
    const isStopped = await Promise.race([service.stop().then(() => true), sleep(STOP_TIMEOUT_MS, false)])
    if (!isStopped) throw new Error(`The service did not stop within ${STOP_TIMEOUT_MS / 1000} s`)
  }
  const end = async () => {
    await stopped().catch((err: unknown) => {
      exitCode = 1
      service.log.error({ err }, 'Kin Support did not stop cleanly')
    })
    await output.flush(FLUSH_TIMEOUT_MS)
    process.exit(exitCode)
  }
  return (code) => {
    exitCode = Math.max(exitCode, code)
    if (isEnding) return
    isEnding = true
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), EXIT_TIMEOUT_MS)
    end().catch(() => process.exit(1))
  }
}

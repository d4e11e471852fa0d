import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from '../service.ts'
import type { LogOutput } from './log-output.ts'

const STOP_TIMEOUT_MS = 22_000
const FLUSH_TIMEOUT_MS = 2_000
const EXIT_TIMEOUT_MS = 25_000

/** Starts the shutdown. The process exits with this code, or with 1 if the shutdown fails or another call passes 1. */
export type Shutdown = (exitCode: 0 | 1) => void

/**
 * Returns a function that ends the process within 25 seconds: running requests finish, then the log is written. The
 * exit code is 1 if the service stops with an error or does not stop. A log that cannot be written does not change it.
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

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const BUILD = fileURLToPath(new URL('../../../console/scripts/build.ts', import.meta.url))
const TIMEOUT_MS = 300_000

/** The files of the console: where they are, once there are any. */
export interface ConsoleBuild {
  /** Undefined while they are being built. */
  folder(): string | undefined
  /** Why they could not be built. */
  failure(): string | undefined
  /** Ends a build that is running. */
  stop(): Promise<void>
}

/** Starts a process that finds the files of the console, and builds them first if its sources have changed. */
export function buildConsole(onFailure: (error: Error) => void): ConsoleBuild {
  const ending = new AbortController()
  let folder: string | undefined
  let failure: string | undefined
  const ended = new Promise<void>((resolve) => {
    execFile(process.execPath, [BUILD], { timeout: TIMEOUT_MS, signal: ending.signal }, (error, stdout) => {
      if (error && !ending.signal.aborted) {
        failure = error.message
        onFailure(error)
      }
      if (!error) folder = stdout.trim()
      resolve()
    })
  })
  return {
    folder: () => folder,
    failure: () => failure,
    stop: async () => {
      ending.abort()
      await ended
    },
  }
}

import { watchLauncher } from './launcher.ts'

const SAME_KEYSTROKE_MS = 1_000
const STOP_TIMEOUT_MS = 25_000

/**
 * Stops the service on Ctrl-C, SIGTERM, a closed terminal or the end of the npx that started it, and ends the process
 * when that is done or takes too long. A second signal
 * ends it at once, unless it comes so soon that it is the same keystroke, delivered again by a program in between.
 */
export function stopOnSignals(stop: () => Promise<void>): void {
  let stoppingSinceMs: number | undefined
  const onSignal = (): void => {
    if (stoppingSinceMs !== undefined) {
      if (Date.now() - stoppingSinceMs > SAME_KEYSTROKE_MS) process.exit(1)
      return
    }
    stoppingSinceMs = Date.now()
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error('Kin Support did not stop cleanly:', error)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  process.on('SIGHUP', onSignal)
  watchLauncher(onSignal)
}

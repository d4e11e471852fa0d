import { watchLauncher } from './launcher.ts'
import type { Shutdown } from './shutdown.ts'

const SAME_KEYSTROKE_MS = 1_000

/**
 * Shuts down on Ctrl-C, SIGTERM, a closed terminal or the end of the npx that started the process. A second signal ends
 * the process at once with exit code 1. A signal within a second of the first is ignored: a program between the
 * terminal and this process may forward the same keystroke.
 */
export function shutDownOnSignals(shutdown: Shutdown): void {
  let firstSignalMs: number | undefined
  const onSignal = (): void => {
    if (firstSignalMs !== undefined && Date.now() - firstSignalMs > SAME_KEYSTROKE_MS) process.exit(1)
    firstSignalMs ??= Date.now()
    shutdown(0)
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  process.on('SIGHUP', onSignal)
  watchLauncher(onSignal)
}

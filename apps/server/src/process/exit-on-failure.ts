import { StartupError } from '../platform/startup-error.ts'

/**
 * Runs a program. If it fails, prints the reason in one line and exits with status 1. `LOG_LEVEL=debug` also prints the
 * error with its stack.
 */
export async function exitOnFailure(program: () => Promise<void>): Promise<void> {
  try {
    await program()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.error(error instanceof StartupError ? reason : `Kin Support failed: ${reason}`)
    if (process.env['LOG_LEVEL'] === 'debug') console.error(error)
    process.exit(1)
  }
}

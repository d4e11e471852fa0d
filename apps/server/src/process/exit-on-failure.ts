import { StartupError } from '../platform/startup-error.ts'

/** Runs a program. Where it fails, says why in a sentence, never with a stack, and ends with status 1. */
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

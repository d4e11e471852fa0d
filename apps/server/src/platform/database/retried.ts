import { setTimeout as sleep } from 'node:timers/promises'
import { isRetryable } from './database-errors.ts'

const MAX_ATTEMPTS = 4
const BACKOFF_MS = 20

/** Repeats a transaction that conflicts with others. Rejects with the error of the fourth attempt. */
export async function retried<Result>(
  attempt: () => Promise<Result>,
  isConflict: (error: unknown) => boolean = isRetryable,
): Promise<Result> {
  for (let number = 1; ; number++) {
    try {
      return await attempt()
    } catch (error) {
      if (!isConflict(error) || number === MAX_ATTEMPTS) throw error
      await sleep(Math.random() * BACKOFF_MS * 2 ** number)
    }
  }
}

import { isSupportApiError } from '@kinconecta/support-client'
import { currentSession, signedInAgain } from '../session/session.ts'

const MAX_SIGN_INS = 5

/**
 * Runs a change. If the session has ended, waits until the user has signed in again, and sends it again with the same
 * idempotency key.
 */
export async function change<Result>(
  send: (idempotencyKey: string) => Promise<Result>,
  idempotencyKey: string = crypto.randomUUID(),
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(idempotencyKey)
    } catch (error) {
      const isSignedOut = isSupportApiError(error) && error.status === 401 && currentSession()?.session.caller
      if (!isSignedOut || attempt > MAX_SIGN_INS) throw error
      await signedInAgain()
    }
  }
}

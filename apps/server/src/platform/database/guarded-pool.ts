import { SupportError } from '@kinconecta/support-contracts'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { connectErrorOf, isAboutConnection, isRetryable, isStaleStatement, supportErrorOf } from './database-errors.ts'
import { freshConnections, type ServerGeneration } from './fresh-connections.ts'
import { sendersOf, type Waits } from './statements.ts'

const MAX_ATTEMPTS = 3

/**
 * The pool that Kysely uses. It converts errors to documented ones, retries a statement outside a transaction if that
 * is safe, and closes a connection on release unless it is idle and sound.
 */
export function guardedPool(pool: pg.Pool, waits: Waits | undefined, generation: ServerGeneration): PostgresPool {
  const senderOf = sendersOf(waits)
  const fresh = freshConnections(pool, generation)
  const connect = async () => {
    const client = await fresh.connect().catch((error: unknown) => {
      throw connectErrorOf(error)
    })
    const sender = senderOf(client)
    let isBroken = false
    const judge = (error: unknown) => {
      // If Postgres did not send the error, the connection is lost or still runs the statement after its timeout.
      if (!(error instanceof pg.DatabaseError) || isAboutConnection(error)) isBroken = true
      if (isAboutConnection(error)) fresh.retire(client)
      if (isStaleStatement(error)) fresh.retireAtOnce(client)
    }
    const query = async (text: string, values: unknown[]) => {
      const isAlone = !sender.isInTransaction()
      for (let attempt = 1; ; attempt++) {
        try {
          return await sender.send(text, values, attempt === 1)
        } catch (error) {
          judge(error)
          if (!isAlone || !isRetryable(error) || attempt === MAX_ATTEMPTS) throw failureOf(error, isAlone)
        }
      }
    }
    const release = () => client.release(isBroken || client.getTransactionStatus() !== 'I' || !fresh.isFresh(client))
    return { query, release } as unknown as PostgresPoolClient
  }
  return { connect, end: () => pool.end(), options: pool.options }
}

/** In a transaction, a retryable error is returned unchanged, so that the caller can retry the whole transaction. */
function failureOf(error: unknown, isAlone: boolean): unknown {
  if (!isRetryable(error)) return supportErrorOf(error) ?? error
  if (!isAlone) return error
  return supportErrorOf(error) ?? new SupportError('WRITE_CONTENTION', undefined, { cause: error })
}

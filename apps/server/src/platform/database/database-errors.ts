import { type ErrorCode, SupportError } from '@kinconecta/support-contracts'
import pg from 'pg'

// Postgres's own words for being slow, busy or gone.
const CODE_OF_SQLSTATE: Record<string, ErrorCode> = {
  '57014': 'DATABASE_TIMEOUT', // statement_timeout
  '25P03': 'DATABASE_TIMEOUT', // idle_in_transaction_session_timeout
  '25P04': 'DATABASE_TIMEOUT', // transaction_timeout
  '55P03': 'DATABASE_BUSY', // lock_timeout
  '53300': 'DATABASE_BUSY', // too many connections
  '57P01': 'DATABASE_UNAVAILABLE', // shut down
  '57P02': 'DATABASE_UNAVAILABLE', // crashed
  '57P03': 'DATABASE_UNAVAILABLE', // starting up
}

/** What pg says of a statement that it does not wait for any longer. */
export const QUERY_TIMEOUT = 'Query read timeout'

// pg says these two in words alone.
const CODE_OF_MESSAGE: Record<string, ErrorCode> = {
  'timeout exceeded when trying to connect': 'DATABASE_BUSY',
  [QUERY_TIMEOUT]: 'DATABASE_TIMEOUT',
}

/**
 * The documented error for a database that is slow, busy or gone; undefined for an error that speaks of the statement.
 * Whatever pg throws that Postgres did not send is about the connection.
 */
export function supportErrorOf(cause: unknown): SupportError | undefined {
  if (cause instanceof pg.DatabaseError) {
    const code = CODE_OF_SQLSTATE[cause.code ?? '']
    return code && new SupportError(code, undefined, { cause })
  }
  const code = CODE_OF_MESSAGE[(cause as Error).message] ?? 'DATABASE_UNAVAILABLE'
  return new SupportError(code, undefined, { cause })
}

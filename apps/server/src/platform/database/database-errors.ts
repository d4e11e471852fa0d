import { type ErrorCode, SupportError } from '@kinconecta/support-contracts'
import pg from 'pg'

// What Postgres and poolers report about themselves, by SQLSTATE or by its class.
const CODE_OF_SQLSTATE: Record<string, ErrorCode> = {
  '57014': 'DATABASE_TIMEOUT', // statement_timeout
  '25P03': 'DATABASE_TIMEOUT', // idle_in_transaction_session_timeout
  '25P04': 'DATABASE_TIMEOUT', // transaction_timeout
  '55P03': 'DATABASE_BUSY', // lock_timeout
  '53300': 'DATABASE_BUSY', // too many connections
  '53400': 'DATABASE_BUSY', // a configured limit is exceeded
  '25006': 'DATABASE_UNAVAILABLE', // read-only, as after a failover
  '26000': 'DATABASE_UNAVAILABLE', // no such prepared statement: another session than before
  '42P05': 'DATABASE_UNAVAILABLE', // that prepared statement exists already
  '3D000': 'DATABASE_UNAVAILABLE', // no such database
  '08': 'DATABASE_UNAVAILABLE', // connection
  '28': 'DATABASE_UNAVAILABLE', // authentication
  '53': 'DATABASE_UNAVAILABLE', // disk full, out of memory
  '57': 'DATABASE_UNAVAILABLE', // shutting down, crashed, starting up, dropped
  '58': 'DATABASE_UNAVAILABLE', // the operating system fails
}

/** pg's words for a statement that it does not wait for any longer, and ours. */
export const QUERY_TIMEOUT = 'Query read timeout'

// pg reports these in words alone.
const CODE_OF_MESSAGE: Record<string, ErrorCode> = {
  'timeout exceeded when trying to connect': 'DATABASE_BUSY',
  [QUERY_TIMEOUT]: 'DATABASE_TIMEOUT',
}

/**
 * The documented error for a database that is slow, busy or unavailable; undefined for an error about the statement.
 * Whatever pg throws that Postgres did not send is about the connection.
 */
export function supportErrorOf(cause: unknown): SupportError | undefined {
  if (cause instanceof SupportError) return cause
  if (cause instanceof pg.DatabaseError) {
    const { code: sqlState = '' } = cause
    const code = CODE_OF_SQLSTATE[sqlState] ?? CODE_OF_SQLSTATE[sqlState.slice(0, 2)]
    if (code) return new SupportError(code, undefined, { cause })
    return isStaleStatement(cause) ? new SupportError('DATABASE_UNAVAILABLE', undefined, { cause }) : undefined
  }
  const code = CODE_OF_MESSAGE[(cause as Error).message] ?? 'DATABASE_UNAVAILABLE'
  return new SupportError(code, undefined, { cause })
}

/** The error where no connection could be had: always about the database, never about a statement. */
export function connectErrorOf(cause: unknown): SupportError {
  if ((cause as Error).message === QUERY_TIMEOUT) return new SupportError('DATABASE_BUSY', undefined, { cause })
  return supportErrorOf(cause) ?? new SupportError('DATABASE_UNAVAILABLE', undefined, { cause })
}

/** Whether the connection is lost, or leads to a server that cannot be used at the moment. */
export function isAboutConnection(error: unknown): boolean {
  const isClassified = error instanceof pg.DatabaseError || error instanceof SupportError
  return !isClassified || supportErrorOf(error)?.code === 'DATABASE_UNAVAILABLE'
}

/** The reason in Postgres's or the driver's own words, for whoever runs the server. */
export function reasonOf(error: Error): string {
  return error instanceof SupportError && error.cause instanceof Error ? error.cause.message : error.message
}

/**
 * Whether a migration has changed the columns that a prepared statement returns, or a pooler has exchanged the session
 * that it was prepared on. Nothing was executed; the same text works once it is prepared again.
 */
export function isStaleStatement(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false
  if (error.code === '26000' || error.code === '42P05') return true
  return error.code === '0A000' && error.routine === 'RevalidateCachedQuery'
}

/** Whether the same transaction, run again, is likely to succeed: a serialization failure, a deadlock, a stale statement. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false
  return error.code === '40001' || error.code === '40P01' || isStaleStatement(error)
}

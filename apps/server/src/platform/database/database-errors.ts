import { type ErrorCode, SupportError } from '@kinconecta/support-contracts'
import pg from 'pg'

const STATEMENT_TIMEOUT = '57014'

// Errors about the server or a pooler, not about the statement, by SQLSTATE or its class (the first two characters).
const CODE_OF_SQLSTATE: Record<string, ErrorCode> = {
  [STATEMENT_TIMEOUT]: 'DATABASE_TIMEOUT',
  '25P03': 'DATABASE_TIMEOUT', // idle_in_transaction_session_timeout
  '25P04': 'DATABASE_TIMEOUT', // transaction_timeout
  '55P03': 'DATABASE_BUSY', // lock_timeout
  '53300': 'DATABASE_BUSY', // too many connections
  '53400': 'DATABASE_BUSY', // a configured limit is exceeded
  '25006': 'DATABASE_UNAVAILABLE', // read-only, for example after a failover
  '26000': 'DATABASE_UNAVAILABLE', // prepared statement does not exist: the session is a different one
  '42P05': 'DATABASE_UNAVAILABLE', // prepared statement already exists
  '3D000': 'DATABASE_UNAVAILABLE', // database does not exist
  '08': 'DATABASE_UNAVAILABLE', // connection
  '28': 'DATABASE_UNAVAILABLE', // authentication
  '53': 'DATABASE_UNAVAILABLE', // disk full, out of memory
  '57': 'DATABASE_UNAVAILABLE', // shutting down, crashed, starting up, dropped
  '58': 'DATABASE_UNAVAILABLE', // operating system error
}

/** The message of the error after a query timeout: pg's, and the same in answers.ts. */
export const QUERY_TIMEOUT = 'Query read timeout'

const PROGRAMMING_ERRORS = [TypeError, RangeError, ReferenceError, SyntaxError]
// What pg says of a statement that it does not send.
const MISUSE = /^(?:circular reference|Query values must|A query must have|Prepared statements must be unique)/

// pg reports these errors without a code.
const CODE_OF_MESSAGE: Record<string, ErrorCode> = {
  'timeout exceeded when trying to connect': 'DATABASE_BUSY',
  [QUERY_TIMEOUT]: 'DATABASE_TIMEOUT',
}

/**
 * The documented error for a database that is slow, busy or unavailable. Undefined for an error about the statement.
 * Other errors that Postgres did not send are regarded as errors of the connection, unless they are mistakes of the
 * program; a SupportError is returned unchanged.
 */
export function supportErrorOf(cause: unknown): SupportError | undefined {
  if (cause instanceof SupportError) return cause
  if (cause instanceof pg.DatabaseError) {
    const { code: sqlState = '' } = cause
    const code = CODE_OF_SQLSTATE[sqlState] ?? CODE_OF_SQLSTATE[sqlState.slice(0, 2)]
    if (code) return new SupportError(code, undefined, { cause })
    return isStaleStatement(cause) ? new SupportError('DATABASE_UNAVAILABLE', undefined, { cause }) : undefined
  }
  if (isProgrammingError(cause)) return undefined
  const code = CODE_OF_MESSAGE[(cause as Error).message] ?? 'DATABASE_UNAVAILABLE'
  return new SupportError(code, undefined, { cause })
}

/** The documented error if no connection could be opened. Such an error is never about a statement. */
export function connectErrorOf(cause: unknown): SupportError {
  if ((cause as Error).message === QUERY_TIMEOUT) return new SupportError('DATABASE_BUSY', undefined, { cause })
  return supportErrorOf(cause) ?? new SupportError('DATABASE_UNAVAILABLE', undefined, { cause })
}

/** Whether the connection is lost, or its server cannot be used at the moment. */
export function isAboutConnection(error: unknown): boolean {
  if (isProgrammingError(error)) return false
  const isClassified = error instanceof pg.DatabaseError || error instanceof SupportError
  return !isClassified || supportErrorOf(error)?.code === 'DATABASE_UNAVAILABLE'
}

/** Whether a statement exceeded its timeout, by the error of the pool. */
export function isStatementTimeout(error: unknown): boolean {
  const { cause } = error as Error
  return cause instanceof pg.DatabaseError && cause.code === STATEMENT_TIMEOUT
}

/** Whether the driver rejected a value or a statement before it sent it, or could not read a value that it received. */
function isProgrammingError(error: unknown): boolean {
  return PROGRAMMING_ERRORS.some((type) => error instanceof type) || MISUSE.test((error as Error).message)
}

/** The message of Postgres or the driver, for the operator of the service. */
export function reasonOf(error: Error): string {
  return error instanceof SupportError && error.cause instanceof Error ? error.cause.message : error.message
}

/**
 * Whether a prepared statement cannot be used any more: a migration changed the columns that it returns, or a pooler
 * switched to a session without it. It was not executed, and succeeds after it is prepared again.
 */
export function isStaleStatement(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false
  if (error.code === '26000' || error.code === '42P05') return true
  return error.code === '0A000' && error.routine === 'RevalidateCachedQuery'
}

/** Whether a retry is likely to succeed: after a serialization failure, a deadlock, or with a stale statement. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false
  return error.code === '40001' || error.code === '40P01' || isStaleStatement(error)
}

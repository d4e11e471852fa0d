import { Kysely, PostgresAdapter, PostgresDialect } from 'kysely'
import pg from 'pg'
import { firstGeneration, type ServerGeneration } from './fresh-connections.ts'
import { guardedPool } from './guarded-pool.ts'
import { openSession, sessionSettings } from './session.ts'
import type { Database } from './tables.ts'
import { wireTimestamp } from './wire-timestamp.ts'

const INT8 = 20
const INT8_ARRAY = 1016
const TIMESTAMPTZ = 1184

// Each timeout is shorter than the one around it, up to the handler's 10 s (http/) and the client's 30 s.
const POOL_WAIT_MS = 1_000
const QUERY_TIMEOUT_MS = 8_000

export interface DatabaseOptions {
  maxConnections?: number
  /** Whether waits and statements have timeouts. False for long work, such as a migration. Default: true. */
  hasTimeouts?: boolean
  /** Maximum wait for a free or a new connection, in milliseconds. Default: 1000. */
  poolWaitMs?: number
  /** Maximum duration of a statement in Postgres, in milliseconds. Default: 5000. */
  statementTimeoutMs?: number
  /**
   * Maximum wait for the result of a statement, in milliseconds. Longer than `statementTimeoutMs`, so that it only
   * applies if Postgres hangs. Default: 8000.
   */
  queryTimeoutMs?: number
  /** Pools that share it replace the connections of all of them after a failover. */
  generation?: ServerGeneration
}

/**
 * Opens a connection pool for Kysely. Values of rows are in wire form and need no mapping. Statements with parameters
 * are prepared once per connection, except behind a pooler (session.ts). A connection is reused only if it is idle and
 * sound; otherwise it is closed.
 */
export function openDatabase(connectionString: string, options: DatabaseOptions = {}): Kysely<Database> {
  const { maxConnections = 10, hasTimeouts = true, statementTimeoutMs, queryTimeoutMs = QUERY_TIMEOUT_MS } = options
  const { generation = firstGeneration(), poolWaitMs = POOL_WAIT_MS } = options
  const settings = sessionSettings(hasTimeouts, statementTimeoutMs)
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections,
    keepAlive: true,
    pipeline: true, // for pipelined.ts
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
    ...(hasTimeouts && { connectionTimeoutMillis: poolWaitMs }),
    // The pool awaits the promise, although its type declares a function without a result.
    // oxlint-disable-next-line typescript/no-misused-promises
    onConnect: (client) => openSession(client, settings, hasTimeouts ? poolWaitMs : undefined),
  })
  // A broken connection rejects its query and leaves the pool. Without listeners, its event would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const waits = hasTimeouts ? { queryTimeoutMs, poolWaitMs } : undefined
  const dialect = new Dialect({ pool: guardedPool(pool, waits, generation) })
  return new Kysely<Database>({ dialect })
}

class Dialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new Adapter()
  }
}

/**
 * Disables the lock of Kysely's migrator. It is a session lock, which is unsafe behind a pooler, where sessions are
 * shared. `migrate` takes a transaction lock instead.
 */
class Adapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

function typeParser(oid: number, format?: 'text'): (text: string) => unknown {
  if (oid === INT8) return Number
  if (oid === INT8_ARRAY) return numbersOf
  if (oid === TIMESTAMPTZ) return wireTimestamp
  return pg.types.getTypeParser(oid, format)
}

/** The numbers of an array without nulls: `{1,2}`. */
function numbersOf(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)
}

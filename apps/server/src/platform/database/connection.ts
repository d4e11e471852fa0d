import { Kysely, PostgresAdapter, PostgresDialect } from 'kysely'
import pg from 'pg'
import { firstGeneration, type ServerGeneration } from './fresh-connections.ts'
import { guardedPool } from './guarded-pool.ts'
import { openSession, sessionSettings } from './session.ts'
import type { Database } from './tables.ts'
import { wireTimestamp } from './wire-timestamp.ts'

const INT8 = 20
const TIMESTAMPTZ = 1184

// Each bound is tighter than the one around it, up to the handler's 10 s (http/) and the client's 30 s.
const POOL_WAIT_MS = 1_000
const QUERY_TIMEOUT_MS = 8_000

export interface DatabaseOptions {
  maxConnections?: number
  /** Off for work without a time limit, such as a migration. */
  hasTimeouts?: boolean
  /** How long to wait for a free or a new connection. 1 s by default. */
  poolWaitMs?: number
  /** How long Postgres works on one statement. 5 s by default. */
  statementTimeoutMs?: number
  /** How long to wait for an answer to a statement. Longer than Postgres's own bound, for when Postgres hangs. */
  queryTimeoutMs?: number
  /** Shared by all pools of one server, so that a failover replaces the connections of all of them. */
  generation?: ServerGeneration
}

/**
 * A pool for Kysely. Rows come in wire form, so nothing maps them. Statements with parameters are prepared once per
 * connection, except behind a pooler (session.ts). A connection that is not provably idle is closed, not reused.
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
    // The pool waits for the promise, whatever its types say.
    // oxlint-disable-next-line typescript/no-misused-promises
    onConnect: (client) => openSession(client, settings, hasTimeouts ? poolWaitMs : undefined),
  })
  // A connection that breaks fails its query and leaves the pool. Without listeners the event would end the process.
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

/** The migrator's lock would be one of the session, which a pooler shares. `migrate` takes one of its transaction. */
class Adapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

function typeParser(oid: number, format?: 'text'): (text: string) => unknown {
  if (oid === INT8) return Number
  if (oid === TIMESTAMPTZ) return wireTimestamp
  return pg.types.getTypeParser(oid, format)
}

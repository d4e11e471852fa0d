import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { Deadlines } from '../deadlines.ts'
import { QUERY_TIMEOUT, supportErrorOf } from './database-errors.ts'
import type { Database } from './tables.ts'
import { wireTimestamp } from './wire-timestamp.ts'

const INT8 = 20
const TIMESTAMPTZ = 1184
const MAX_PREPARED_STATEMENTS = 500

// Each bound is tighter than the one around it, up to the handler's 10 s (http/) and the client's 30 s.
const POOL_WAIT_MS = 1_000
const QUERY_TIMEOUT_MS = 8_000
const TRANSACTION_TIMEOUT_MS = 7_000
const SESSION_TIMEOUTS = {
  statement_timeout: 5_000,
  idle_in_transaction_session_timeout: 5_000,
  lock_timeout: 2_000,
}

// Statements have one sensible plan whatever their values (ADR 10), so none is planned again for each of them.
const SESSION = '-c TimeZone=UTC -c DateStyle=ISO -c jit=off -c plan_cache_mode=force_generic_plan'

export interface DatabaseOptions {
  maxConnections?: number
  /** Off for work that takes as long as it takes, such as a migration. */
  hasTimeouts?: boolean
  /** How long to wait for an answer to a statement. Longer than Postgres's own bound, for when Postgres hangs. */
  queryTimeoutMs?: number
  /** How long Postgres works on one statement. */
  statementTimeoutMs?: number
}

/**
 * A pool for Kysely. Rows come in wire form, so nothing maps them; statements with parameters are prepared once per
 * connection; and a connection that is not provably idle is closed, never handed to the next request.
 */
export function openDatabase(connectionString: string, options: DatabaseOptions = {}): Kysely<Database> {
  const { maxConnections = 10, hasTimeouts = true, queryTimeoutMs = QUERY_TIMEOUT_MS } = options
  const { statementTimeoutMs = SESSION_TIMEOUTS.statement_timeout } = options
  const sessionTimeouts = { ...SESSION_TIMEOUTS, statement_timeout: statementTimeoutMs }
  const timeouts = Object.entries(hasTimeouts ? sessionTimeouts : {}).map(([name, ms]) => `-c ${name}=${ms}`)
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections,
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
    options: [SESSION, ...timeouts].join(' '),
    ...(hasTimeouts && {
      connectionTimeoutMillis: POOL_WAIT_MS,
      // The pool waits for the promise, whatever its types say.
      // oxlint-disable-next-line typescript/no-misused-promises
      onConnect: limitTransactions,
    }),
  })
  // A connection that breaks tells its query and leaves the pool; without listeners the news would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool: guarded(pool, hasTimeouts ? queryTimeoutMs : undefined) }),
  })
}

/** Postgres knows this setting from version 17 on. */
async function limitTransactions(client: pg.ClientBase): Promise<void> {
  const text = `select set_config(name, '${TRANSACTION_TIMEOUT_MS}', false) from pg_settings
    where name = 'transaction_timeout'`
  const config = { text, query_timeout: QUERY_TIMEOUT_MS }
  await client.query(config)
}

function typeParser(oid: number, format?: 'text'): (text: string) => unknown {
  if (oid === INT8) return Number
  if (oid === TIMESTAMPTZ) return wireTimestamp
  return pg.types.getTypeParser(oid, format)
}

function guarded(pool: pg.Pool, queryTimeoutMs: number | undefined): PostgresPool {
  const nameOf = statementNames()
  const answerOf = queryTimeoutMs === undefined ? answer : answersWithin(queryTimeoutMs)
  const connect = async () => {
    const client = await pool.connect().catch((error: unknown) => {
      throw supportErrorOf(error) ?? error
    })
    let isBroken = false
    const query = async (text: string, values: unknown[]) => {
      try {
        const name = values.length > 0 ? nameOf(text) : undefined
        return await answerOf(client, name ? { name, text, values } : { text, values })
      } catch (error) {
        // Not from Postgres: the connection is lost, or the statement still runs and nobody waits for it.
        if (!(error instanceof pg.DatabaseError)) isBroken = true
        throw supportErrorOf(error) ?? error
      }
    }
    const release = () => client.release(isBroken || client.getTransactionStatus() !== 'I')
    return { query, release } as unknown as PostgresPoolClient
  }
  return { connect, end: () => pool.end(), options: pool.options }
}

type Answer = (client: pg.ClientBase, query: pg.QueryConfig) => Promise<pg.QueryResult>

const answer: Answer = (client, query) => client.query(query)

/**
 * Waits for an answer so long and no longer. Neither by pg's own `query_timeout`, which makes a timer for each statement,
 * nor by its promises: both keep what was read in memory long after it was sent (ADR 23).
 */
function answersWithin(timeoutMs: number): Answer {
  const waiting = new Deadlines<(error: Error) => void>(timeoutMs, (reject) => reject(new Error(QUERY_TIMEOUT)))
  return (client, query) => {
    const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>()
    const place = waiting.add(reject, timeoutMs)
    client.query(query, (error, result) => {
      waiting.remove(place, reject)
      if (error) reject(error)
      else resolve(result)
    })
    return promise
  }
}

/** Names statements by their text. Bounded: a text beyond the bound is sent unnamed, and so not kept by Postgres. */
function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MAX_PREPARED_STATEMENTS) return known
    const name = `s${names.size}`
    names.set(text, name)
    return name
  }
}

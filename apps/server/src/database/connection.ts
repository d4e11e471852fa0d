import { SupportError } from '@kinconecta/support-contracts'
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { Database } from './tables.ts'

const INT8 = 20
const TIMESTAMPTZ = 1184
const MAX_PREPARED_STATEMENTS = 500

/**
 * A pool for Kysely. Rows come in wire form, so nothing maps them; statements with parameters are prepared once per
 * connection; and a connection that is not provably idle is closed, never handed to the next request.
 */
export function openDatabase(connectionString: string, maxConnections = 10): Kysely<Database> {
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections,
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
    options: '-c TimeZone=UTC -c DateStyle=ISO',
    connectionTimeoutMillis: 5_000,
  })
  // A connection that breaks tells its query and leaves the pool; without listeners the news would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: guarded(pool) }) })
}

function typeParser(oid: number, format?: 'text'): (text: string) => unknown {
  if (oid === INT8) return Number
  if (oid === TIMESTAMPTZ) return wireTimestamp
  return pg.types.getTypeParser(oid, format)
}

/** `2026-03-11 10:30:00.123+00` to `2026-03-11T10:30:00`. Runs once a value, so it slices instead of building a Date. */
function wireTimestamp(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 19)}`
}

function guarded(pool: pg.Pool): PostgresPool {
  const nameOf = statementNames()
  const connect = async () => {
    const client = await pool.connect().catch(throwUnavailable)
    let isBroken = false
    const query = async (text: string, values: unknown[]) => {
      try {
        const name = values.length > 0 ? nameOf(text) : undefined
        return await client.query(name ? { name, text, values } : { text, values })
      } catch (error) {
        if (error instanceof pg.DatabaseError && !isServerGoing(error)) throw error
        isBroken = true
        return throwUnavailable(error)
      }
    }
    const release = () => client.release(isBroken || client.getTransactionStatus() !== 'I')
    return { query, release } as unknown as PostgresPoolClient
  }
  return { connect, end: () => pool.end(), options: pool.options }
}

// Operator intervention: the server is shutting down, starting up or recovering.
function isServerGoing({ code = '' }: pg.DatabaseError): boolean {
  return code === '57P01' || code === '57P02' || code === '57P03'
}

function throwUnavailable(cause: unknown): never {
  throw new SupportError('DATABASE_UNAVAILABLE', 'The database cannot be reached; try again', { cause })
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

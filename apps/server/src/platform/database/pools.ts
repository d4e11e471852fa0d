import type { Kysely } from 'kysely'
import { type DatabaseOptions, openDatabase } from './connection.ts'
import { firstGeneration } from './fresh-connections.ts'
import type { Database } from './tables.ts'

const LISTS_SHARE = 0.4
const LIST_STATEMENT_TIMEOUT_MS = 2_000
const LIMITS_OPTIONS = { maxConnections: 2, statementTimeoutMs: 500, queryTimeoutMs: 1_000 }

/** How many calls of one caller run at the same time. */
export interface CallsPerCaller {
  lists: number
  changes: number
}

/** The connections of one server process. */
export interface Pools {
  db: Kysely<Database>
  /** For lists, searches and counts alone, so that however many there are, other calls find a connection. */
  lists: Kysely<Database>
  /** One caller leaves connections of each pool to the others. */
  callsPerCaller: CallsPerCaller
  /** Opens two connections more, for shared rate limits: they must not wait for other work, nor long for Postgres. */
  openLimits(): Kysely<Database>
  close(): Promise<void>
}

/**
 * Opens `size` connections at most. A single connection is shared by all calls. `options` are those of the main pool and
 * the pool for lists.
 */
export function openPools(
  connectionString: string,
  size: number,
  options: Pick<DatabaseOptions, 'poolWaitMs'> = {},
): Pools {
  const forLists = size === 1 ? 0 : Math.max(1, Math.floor(size * LISTS_SHARE))
  const generation = firstGeneration()
  const db = openDatabase(connectionString, { ...options, maxConnections: size - forLists, generation })
  const callsPerCaller = {
    lists: Math.max(1, Math.floor(forLists / 2)),
    changes: Math.max(1, size - forLists - 1),
  }
  const listOptions = { maxConnections: forLists, statementTimeoutMs: LIST_STATEMENT_TIMEOUT_MS, generation }
  const lists = forLists === 0 ? db : openDatabase(connectionString, { ...options, ...listOptions })
  const opened = new Set([db, lists])
  const openLimits = () => {
    const limits = openDatabase(connectionString, LIMITS_OPTIONS)
    opened.add(limits)
    return limits
  }
  const close = async () => {
    await Promise.all([...opened].map((each) => each.destroy()))
  }
  return { db, lists, callsPerCaller, openLimits, close }
}

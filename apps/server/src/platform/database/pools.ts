import type { Kysely } from 'kysely'
import { type DatabaseOptions, openDatabase } from './connection.ts'
import { firstGeneration } from './fresh-connections.ts'
import type { Database } from './tables.ts'

const LISTS_SHARE = 0.4
const LIST_STATEMENT_TIMEOUT_MS = 2_000
const LIMITS_OPTIONS = { maxConnections: 2, statementTimeoutMs: 500, queryTimeoutMs: 1_000 }

/** Maximum numbers of concurrent calls. */
export interface CallLimits {
  lists: number
  changes: number
}

/** The connections of one server process. */
export interface Pools {
  db: Kysely<Database>
  /** Only for lists, searches and counts, so that any number of them leaves connections for other calls. */
  lists: Kysely<Database>
  /** Limits that keep one caller from using all connections of a pool, if the pool has several. */
  callsPerCaller: CallLimits
  /** Limits for all requesters together: the other half of each pool is for the support team and API keys. */
  callsOfRequesters: CallLimits
  /**
   * Opens a pool of two more connections for shared rate limits. They must not wait for connections that other calls
   * use, and have short timeouts (0.5 s in Postgres).
   */
  openLimits(): Kysely<Database>
  close(): Promise<void>
}

/**
 * Opens the pools `db` and `lists` with `size` connections in total at most. If `size` is 1, they are the same pool.
 * `options` apply to both.
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
    lists: halfOf(forLists),
    changes: Math.max(1, size - forLists - 1),
  }
  const listOptions = { maxConnections: forLists, statementTimeoutMs: LIST_STATEMENT_TIMEOUT_MS, generation }
  const callsOfRequesters = { lists: halfOf(forLists), changes: halfOf(size - forLists) }
  const lists = forLists === 0 ? db : openDatabase(connectionString, { ...options, ...listOptions })
  const opened = new Set([db, lists])
  const openLimits = () => {
    const limits = openDatabase(connectionString, { ...LIMITS_OPTIONS, generation })
    opened.add(limits)
    return limits
  }
  const close = async () => {
    await Promise.all([...opened].map((each) => each.destroy()))
  }
  return { db, lists, callsPerCaller, callsOfRequesters, openLimits, close }
}

function halfOf(connections: number): number {
  return Math.max(1, Math.floor(connections / 2))
}

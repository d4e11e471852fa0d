import type pg from 'pg'

const RETIRE_EVERY_MS = 1_000

/** Counts how often the connections to a server had to be replaced. Pools of the same server can share it. */
export interface ServerGeneration {
  number: number
  /** When connections were last retired, as returned by `performance.now()`. */
  retiredAtMs: number
}

export function firstGeneration(): ServerGeneration {
  return { number: 0, retiredAtMs: Number.NEGATIVE_INFINITY }
}

/** Connections of a pool that were opened after the last failover or change of the schema. */
export interface FreshConnections {
  connect(): Promise<pg.PoolClient>
  isFresh(client: pg.ClientBase): boolean
  /**
   * Replaces all connections, because this one failed. Does nothing if they were replaced since it was opened, or less
   * than one second ago, which limits reconnects while the server is unavailable.
   */
  retire(client: pg.ClientBase): void
  /** Like {@link retire}, but not limited to once a second. For a change of the schema. */
  retireAtOnce(client: pg.ClientBase): void
}

/**
 * Replaces all connections of a pool after one of them failed. After a failover, the others are still connected to the
 * demoted server, where reads would succeed and return old rows. After a migration, the others have prepared statements
 * for the old schema. An old connection is closed when it would be used next.
 */
export function freshConnections(pool: pg.Pool, generation: ServerGeneration): FreshConnections {
  const openedIn = new WeakMap<pg.ClientBase, number>()
  pool.on('connect', (client) => openedIn.set(client, generation.number))
  const isFresh = (client: pg.ClientBase) => openedIn.get(client) === generation.number
  const retireAtOnce = (client: pg.ClientBase) => {
    if (!isFresh(client)) return
    generation.number++
    generation.retiredAtMs = performance.now()
  }
  const retire = (client: pg.ClientBase) => {
    if (performance.now() - generation.retiredAtMs >= RETIRE_EVERY_MS) retireAtOnce(client)
  }
  const connect = async () => {
    for (;;) {
      const client = await pool.connect()
      if (isFresh(client)) return client
      client.release(true)
    }
  }
  return { connect, isFresh, retire, retireAtOnce }
}

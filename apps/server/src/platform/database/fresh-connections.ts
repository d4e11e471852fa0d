import type pg from 'pg'

const RETIRE_EVERY_MS = 1_000

/** Counts the changes of the server behind the connections. Pools of one server share it. */
export interface ServerGeneration {
  number: number
  retiredAtMs: number
}

export function firstGeneration(): ServerGeneration {
  return { number: 0, retiredAtMs: Number.NEGATIVE_INFINITY }
}

/** The connections of a pool, none of which is older than the last change of the server behind it. */
export interface FreshConnections {
  connect(): Promise<pg.PoolClient>
  isFresh(client: pg.ClientBase): boolean
  /** Replaces all connections, because this one failed. At most once a second, for as long as the server fails. */
  retire(client: pg.ClientBase): void
  /** The same without the limit, for a schema that has changed. */
  retireAtOnce(client: pg.ClientBase): void
}

/**
 * After a failover, other connections still lead to the server that was demoted, where reads would go on and show old
 * rows. After a migration, other connections hold plans of the old schema. So one failure retires all connections
 * that were made before it; each is closed before it is used again.
 */
export function freshConnections(pool: pg.Pool, generation: ServerGeneration): FreshConnections {
  const madeIn = new WeakMap<pg.ClientBase, number>()
  pool.on('connect', (client) => madeIn.set(client, generation.number))
  const isFresh = (client: pg.ClientBase) => madeIn.get(client) === generation.number
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

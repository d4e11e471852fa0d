import { CompiledQuery, type Kysely } from 'kysely'
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible'
import type { Database } from '../../platform/database/tables.ts'

/** Calls are counted in windows that begin with the first call of a key. */
export const WINDOW_S = 60

const MAX_KEYS = 50_000

/** Counts the points that keys consume. Rejects with the same result if the limit is exceeded. */
export interface Limiter {
  consume(key: string, points: number): Promise<RateLimiterRes>
}

/** Creates the limiter of one policy: `points` per minute for each key. */
export type OpenLimiter = (keyPrefix: string, points: number) => Limiter

/** Counts in this process. */
export const memoryLimiter: OpenLimiter = (keyPrefix, points) => new BoundedMemoryLimiter(keyPrefix, points)

/** Counts in Postgres, for all servers together. Counts in this process while Postgres does not respond. */
export function postgresLimiter(db: Kysely<Database>): OpenLimiter {
  const storeClient = {
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, values))
      return { rows, rowCount: rows.length }
    },
  }
  return (keyPrefix, points) =>
    new RateLimiterPostgres({
      storeClient,
      storeType: 'client',
      tableName: 'rate_limits',
      tableCreated: true, // by migration 10
      keyPrefix,
      points,
      duration: WINDOW_S,
      inMemoryBlockOnConsumed: points + 1, // a caller over its limit causes no further statements
      insuranceLimiter: new BoundedMemoryLimiter(keyPrefix, points),
    })
}

/** Deletes the key with the oldest window if there are more than {@link MAX_KEYS}. */
class BoundedMemoryLimiter extends RateLimiterMemory {
  readonly #keys = new Set<string>() // in the order in which their windows began

  constructor(keyPrefix: string, points: number) {
    super({ keyPrefix, points, duration: WINDOW_S })
  }

  override consume(key: string, points?: number): Promise<RateLimiterRes> {
    const consumed = super.consume(key, points)
    return consumed.then(
      (result) => this.#remember(key, result),
      (result: RateLimiterRes) => Promise.reject(this.#remember(key, result)),
    )
  }

  #remember(key: string, result: RateLimiterRes): RateLimiterRes {
    if (!result.isFirstInDuration) return result
    this.#keys.delete(key)
    this.#keys.add(key)
    if (this.#keys.size > MAX_KEYS) {
      const [oldest] = this.#keys
      this.#keys.delete(oldest!)
      void this.delete(oldest!)
    }
    return result
  }
}

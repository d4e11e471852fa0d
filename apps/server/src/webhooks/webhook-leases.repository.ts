import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { WebhookRow } from './webhook-row.ts'

/** For how long a process may deliver. After it was killed, another goes on when this time is over. */
export const LEASE_MS = 25_000
const RENEWED_BEFORE_MS = 22_000

const afterMs = (ms: number) => sql<string>`clock_timestamp() + make_interval(secs => ${sql.lit(ms / 1000)})`

/**
 * Leases the webhooks that have something to do and that no other process has leased, and renews the leases of this
 * one. Returns the ids of those that were leased or renewed. Rows that are locked at the moment are left for the next
 * call.
 */
export async function leaseWebhooks(db: Kysely<Database>, token: string): Promise<number[]> {
  const rows = await db
    .updateTable('webhooks')
    .set({ lease_token: token, leased_until: afterMs(LEASE_MS) })
    .where('webhook_id', 'in', (query) =>
      query
        .selectFrom('webhooks')
        .select('webhook_id')
        .where((eb) => eb.or([eb('is_enabled', '=', true), eb('test_id', 'is not', null)]))
        .where((eb) =>
          eb.or([
            eb('leased_until', 'is', null),
            eb('leased_until', '<', sql<string>`clock_timestamp()`),
            eb('lease_token', '=', token).and('leased_until', '<', afterMs(RENEWED_BEFORE_MS)),
          ]),
        )
        .forUpdate()
        .skipLocked(),
    )
    .returning('webhook_id')
    .execute()
  return rows.map(({ webhook_id }) => webhook_id)
}

/** Lists the webhooks that this process has leased and that have something to do. */
export async function listLeased(db: Kysely<Database>, token: string): Promise<WebhookRow[]> {
  return db
    .selectFrom('webhooks')
    .selectAll()
    .where('lease_token', '=', token)
    .where('leased_until', '>', sql<string>`clock_timestamp()`)
    .where((eb) => eb.or([eb('is_enabled', '=', true), eb('test_id', 'is not', null)]))
    .execute()
}

/** Gives leases back, so that another process can take them at once. */
export async function releaseLeases(db: Kysely<Database>, token: string, webhookIds: readonly number[]): Promise<void> {
  if (webhookIds.length === 0) return
  await db
    .updateTable('webhooks')
    .set({ lease_token: null, leased_until: null })
    .where('lease_token', '=', token)
    .where('webhook_id', '=', (eb) => eb.fn.any(eb.val([...webhookIds])))
    .execute()
}

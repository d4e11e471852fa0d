import { type Kysely, sql, type Updateable } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { type NewColumns, type VersionedWebhook, webhookOf, type WebhookRow } from './webhook-row.ts'

// The lock of creations, so that concurrent ones do not exceed the limit together.
const CREATION_LOCK = 0x776862

/** Counts the webhooks. Until this transaction ends, no other creates one. */
export async function countForCreation(transaction: Kysely<Database>): Promise<number> {
  await sql`select pg_advisory_xact_lock(${sql.lit(CREATION_LOCK)})`.execute(transaction)
  const { count } = await transaction
    .selectFrom('webhooks')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function insertWebhook(
  transaction: Kysely<Database>,
  columns: NewColumns,
  now: string,
): Promise<VersionedWebhook> {
  const row = await transaction
    .insertInto('webhooks')
    .values({ ...columns, created_at: now, updated_at: now })
    .returningAll()
    .executeTakeFirstOrThrow()
  return webhookOf(row, now)
}

/** Lists at most `limit` webhooks after the id `after`, ascending by id. */
export async function listWebhooks(
  db: Kysely<Database>,
  after: number,
  limit: number,
  now: string,
): Promise<VersionedWebhook[]> {
  const rows = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('webhook_id', '>', after)
    .orderBy('webhook_id')
    .limit(sql.lit(limit))
    .execute()
  return rows.map((row) => webhookOf(row, now))
}

export async function findWebhook(db: Kysely<Database>, id: number): Promise<WebhookRow | undefined> {
  return db.selectFrom('webhooks').selectAll().where('webhook_id', '=', id).executeTakeFirst()
}

/** Locks the webhook until this transaction ends. */
export async function lockWebhook(transaction: Kysely<Database>, id: number): Promise<WebhookRow | undefined> {
  return transaction.selectFrom('webhooks').selectAll().where('webhook_id', '=', id).forUpdate().executeTakeFirst()
}

/** Updates a locked webhook, and gives it a new version. */
export async function updateWebhook(
  transaction: Kysely<Database>,
  id: number,
  columns: Updateable<Database['webhooks']>,
  now: string,
): Promise<VersionedWebhook> {
  const row = await transaction
    .updateTable('webhooks')
    .set({ ...columns, updated_at: now })
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('webhook_id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return webhookOf(row, now)
}

/** Makes the process that delivers read the walks again. */
export async function updateGeneration(transaction: Kysely<Database>, id: number): Promise<void> {
  await transaction
    .updateTable('webhooks')
    .set((eb) => ({ generation: eb('generation', '+', 1) }))
    .where('webhook_id', '=', id)
    .execute()
}

/** Sets the test event of a locked webhook. Returns the one that waits already, if there is one. */
export async function updateTest(transaction: Kysely<Database>, id: number, testId: string): Promise<string> {
  const row = await transaction
    .updateTable('webhooks')
    .set((eb) => ({ test_id: eb.fn.coalesce('test_id', eb.val(testId)) }))
    .where('webhook_id', '=', id)
    .returning('test_id')
    .executeTakeFirstOrThrow()
  return row.test_id!
}

/** Deletes a webhook with its walks. Its deliveries stay until they are 30 days old. */
export async function deleteWebhook(transaction: Kysely<Database>, id: number): Promise<void> {
  await transaction.deleteFrom('webhooks').where('webhook_id', '=', id).execute()
}

/** Disables webhooks that have been failing since `failingSince` or longer. */
export async function updateFailing(db: Kysely<Database>, failingSince: string, now: string): Promise<number[]> {
  const disabled = await db
    .updateTable('webhooks')
    .set({ is_enabled: false, disabled_reason: 'failing', updated_at: now })
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('is_enabled', '=', true)
    .where('failing_since', '<=', failingSince)
    .returning('webhook_id')
    .execute()
  return disabled.map(({ webhook_id }) => webhook_id)
}

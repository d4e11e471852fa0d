import type { Actor, Webhook } from '@kinconecta/support-contracts'
import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** A webhook with its version, from which its ETag is made. */
export type VersionedWebhook = Webhook & { version: number }

/** A row of the table. */
export type WebhookRow = Selectable<Database['webhooks']>

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

/** The columns that a caller or the service sets when a webhook is created. */
export type NewWebhook = Pick<
  WebhookRow,
  'url' | 'types' | 'description' | 'payload' | 'signatures' | 'secret' | 'public_key' | 'is_enabled' | 'disabled_reason'
>

export async function insertWebhook(
  transaction: Kysely<Database>,
  webhook: NewWebhook,
  actor: Actor,
  now: string,
): Promise<VersionedWebhook> {
  const row = await transaction
    .insertInto('webhooks')
    .values({ ...webhook, acts_for: JSON.stringify(actor), created_at: now, updated_at: now })
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

/** Returns the test event that waits, which is `testId` unless another does. */
export async function updateTest(db: Kysely<Database>, id: number, testId: string): Promise<string | undefined> {
  const row = await db
    .updateTable('webhooks')
    .set((eb) => ({ test_id: eb.fn.coalesce('test_id', eb.val(testId)) }))
    .where('webhook_id', '=', id)
    .returning('test_id')
    .executeTakeFirst()
  return row?.test_id ?? undefined
}

/** Deletes a webhook with its walks. Its deliveries stay until they are 30 days old. */
export async function deleteWebhook(transaction: Kysely<Database>, id: number): Promise<void> {
  await transaction.deleteFrom('webhooks').where('webhook_id', '=', id).execute()
}

/** Disables webhooks that have been failing since `failingSince` or longer. */
export async function updateFailing(db: Kysely<Database>, failingSince: string, now: string): Promise<void> {
  await db
    .updateTable('webhooks')
    .set({ is_enabled: false, disabled_reason: 'failing', updated_at: now })
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('is_enabled', '=', true)
    .where('failing_since', '<=', failingSince)
    .execute()
}

/** The webhook as callers see it. */
export function webhookOf(row: WebhookRow, now: string): VersionedWebhook {
  const expiresAt = row.previous_secret_expires_at
  return {
    webhookId: row.webhook_id,
    url: row.url,
    types: row.types,
    description: row.description,
    payload: row.payload,
    signatures: row.signatures,
    publicKey: row.signatures.includes('v1a') ? row.public_key : null,
    previousSecretExpiresAt: expiresAt !== null && expiresAt > now.slice(0, 19) ? expiresAt : null,
    isEnabled: row.is_enabled,
    disabledReason: row.disabled_reason,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  }
}

import type { WebhookDelivery } from '@kinconecta/support-contracts'
import { type Insertable, type Kysely, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'

/** A row for the delivery log. */
export type NewDelivery = Insertable<Database['webhook_deliveries']>

const TRIM_BATCH = 10_000

export async function insertDeliveries(transaction: Kysely<Database>, rows: readonly NewDelivery[]): Promise<void> {
  if (rows.length === 0) return
  // Each number of rows is another statement: they are not worth preparing.
  await transaction
    .insertInto('webhook_deliveries')
    .values([...rows])
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .execute()
}

/** Lists at most `limit` attempts of a webhook before the id `before`, newest first. */
export async function listDeliveries(
  db: Kysely<Database>,
  webhookId: number,
  outcome: WebhookDelivery['outcome'] | undefined,
  before: number | undefined,
  limit: number,
): Promise<WebhookDelivery[]> {
  return db
    .selectFrom('webhook_deliveries')
    .select([
      'delivery_id as deliveryId',
      'webhook_id as webhookId',
      'message_id as messageId',
      'position',
      'ticket_id as ticketId',
      'type',
      'attempt',
      'outcome',
      'failure',
      'status',
      'duration_ms as durationMs',
      'answer',
      'attempted_at as attemptedAt',
    ])
    .where('webhook_id', '=', webhookId)
    .$if(outcome !== undefined, (query) => query.where('outcome', '=', outcome!))
    .$if(before !== undefined, (query) => query.where('delivery_id', '<', before!))
    .orderBy('delivery_id', 'desc')
    .limit(sql.lit(limit))
    .execute()
}

/**
 * Deletes attempts before `keptSince`, in batches, those of deleted webhooks too. Ids and times have almost the same
 * order, so each batch is the start of the table.
 */
export async function deleteOldDeliveries(db: Kysely<Database>, keptSince: string): Promise<void> {
  for (;;) {
    const { numDeletedRows } = await db
      .deleteFrom('webhook_deliveries')
      .where('delivery_id', 'in', (eb) =>
        eb.selectFrom('webhook_deliveries').select('delivery_id').orderBy('delivery_id').limit(sql.lit(TRIM_BATCH)),
      )
      .where('attempted_at', '<', keptSince)
      .executeTakeFirstOrThrow()
    if (numDeletedRows < BigInt(TRIM_BATCH)) return
  }
}

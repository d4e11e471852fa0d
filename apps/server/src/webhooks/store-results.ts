import type { WebhookDisabledReason } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { WalkChanges } from './walk.ts'
import { insertDeliveries, type NewDelivery } from './webhook-deliveries.repository.ts'
import { deleteWaiting, deleteWalk, listWalks, storeWaiting, updateWalk } from './webhook-walks.repository.ts'

/** The results of deliveries of one webhook, to store together. */
export interface Results {
  webhookId: number
  leaseToken: string
  deliveries: NewDelivery[]
  walks: WalkChanges[]
  state: {
    lastSuccessMs: number | undefined
    failingSinceMs: number | undefined
    pausedUntilMs: number | undefined
    disabledReason: WebhookDisabledReason | undefined
  }
  /** The test event that was sent. */
  testId: string | undefined
  now: string
}

/**
 * Stores results in one transaction. Returns false, and stores nothing, if the webhook was deleted, or another
 * process has its lease. Walks that were replaced meanwhile are left out.
 */
export async function storeResults(db: Kysely<Database>, results: Results): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await updateState(transaction, results))) return false
    const walks = await listWalks(transaction, results.webhookId)
    const known = new Set(walks.map(({ walkId }) => walkId))
    for (const { walkId, position, waiting, deliveredTickets, isFinished } of results.walks) {
      if (!known.has(walkId)) continue
      if (isFinished) await deleteWalk(transaction, walkId)
      else {
        await updateWalk(transaction, walkId, position)
        await storeWaiting(transaction, walkId, waiting)
        await deleteWaiting(transaction, walkId, deliveredTickets)
      }
    }
    await insertDeliveries(transaction, results.deliveries)
    return true
  })
}

/** Locks the row of the webhook, and updates what the deliverer knows about it. */
async function updateState(
  transaction: Kysely<Database>,
  { webhookId, leaseToken, state, testId, now }: Results,
): Promise<boolean> {
  const { disabledReason } = state
  const { numUpdatedRows } = await transaction
    .updateTable('webhooks')
    .set({
      last_success_at: timestampOf(state.lastSuccessMs) ?? undefined,
      failing_since: timestampOf(state.failingSinceMs),
      paused_until: timestampOf(state.pausedUntilMs),
    })
    .$if(testId !== undefined, (query) => query.set({ test_id: sql<string | null>`nullif(test_id, ${testId})` }))
    .$if(disabledReason !== undefined, (query) =>
      query
        .set({ is_enabled: false, disabled_reason: disabledReason!, updated_at: now })
        .set((eb) => ({ version: eb('version', '+', 1) })),
    )
    .where('webhook_id', '=', webhookId)
    .where('lease_token', '=', leaseToken)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

function timestampOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}

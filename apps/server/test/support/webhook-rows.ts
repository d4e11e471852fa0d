import type { Kysely } from 'kysely'
import type { Database } from '../../src/platform/database/tables.ts'
import type { NewDelivery } from '../../src/webhooks/webhook-deliveries.repository.ts'
import { insertWebhook } from '../../src/webhooks/webhooks.repository.ts'
import { insertWalk } from '../../src/webhooks/webhook-walks.repository.ts'

const NOW = '2026-03-11T10:30:00Z'

/** Inserts a disabled webhook whose URL is refused at each attempt, so that tests send nothing. */
export async function insertQuietWebhook(db: Kysely<Database>): Promise<number> {
  const { webhookId } = await insertWebhook(
    db,
    {
      url: 'https://127.0.0.1/hook',
      types: null,
      description: '',
      payload: 'thin',
      signatures: ['v1'],
      secret: Buffer.alloc(0),
      public_key: '',
      acts_for: JSON.stringify({ kind: 'admin', id: 'anyone' }),
      is_enabled: false,
      disabled_reason: 'by_request',
    },
    NOW,
  )
  await insertWalk(db, webhookId, { position: 0, endPosition: null, failedSince: null })
  return webhookId
}

/** The row of a delivery that was given up. */
export function aDelivery(webhookId: number, fields: Partial<NewDelivery> = {}): NewDelivery {
  return {
    webhook_id: webhookId,
    message_id: 'evt_1',
    position: 1,
    ticket_id: 1,
    type: 'ticket.created',
    attempt: 10,
    outcome: 'given_up',
    failure: 'status',
    status: 500,
    duration_ms: 1,
    answer: '',
    attempted_at: NOW,
    ...fields,
  }
}

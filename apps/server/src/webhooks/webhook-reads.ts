import { Id, SupportError, type WebhookService } from '@kinconecta/support-contracts'
import { z } from 'zod'
import { readPage } from '../platform/paging/page.ts'
import { listDeliveries } from './webhook-deliveries.repository.ts'
import type { WebhookDependencies } from './webhook-dependencies.ts'
import { findProgress } from './webhook-walks.repository.ts'
import { webhookOf, type WebhookRow } from './webhook-row.ts'
import { findWebhook, listWebhooks } from './webhooks.repository.ts'

type Reads = Pick<WebhookService, 'list' | 'get' | 'getStatus' | 'listDeliveries'>

const KeysetPosition = z.tuple([Id])

/** The operations that only read. */
export function webhookReads({ db, lists, clock }: WebhookDependencies): Reads {
  return {
    list: (page) =>
      readPage(page, {
        name: 'webhooks',
        position: KeysetPosition,
        positionOf: ({ webhookId }) => [webhookId] as [number],
        listAfter: async (position, limit) => ({
          rows: await listWebhooks(lists, position?.[0] ?? 0, limit, clock()),
          isCut: false,
        }),
      }),

    get: async ({ id }) => webhookOf(found(id, await findWebhook(db, id)), clock()),

    async getStatus({ id }) {
      const row = found(id, await findWebhook(db, id))
      const { paused_until: pausedUntil } = row
      return {
        webhookId: id,
        isEnabled: row.is_enabled,
        disabledReason: row.disabled_reason,
        ...(await findProgress(db, id)),
        lastSuccessAt: row.last_success_at,
        failingSince: row.failing_since,
        pausedUntil: pausedUntil !== null && pausedUntil > clock().slice(0, 19) ? pausedUntil : null,
      }
    },

    async listDeliveries({ id, outcome, ...page }) {
      found(id, await findWebhook(db, id))
      const query = { ...page, id, outcome } as typeof page // the filters are part of the cursor's checksum
      return readPage(query, {
        name: 'webhook deliveries',
        position: KeysetPosition,
        positionOf: ({ deliveryId }) => [deliveryId] as [number],
        listAfter: async (position, limit) => ({
          rows: await listDeliveries(lists, id, outcome, position?.[0], limit),
          isCut: false,
        }),
      })
    },
  }
}

/** Returns the row. Throws WEBHOOK_NOT_FOUND if there is none. */
export function found(id: number, row: WebhookRow | undefined): WebhookRow {
  if (!row) throw new SupportError('WEBHOOK_NOT_FOUND', `Webhook ${id} not found`)
  return row
}

import {
  type Actor,
  type EventType,
  Id,
  MAX_WEBHOOKS,
  SupportError,
  type WebhookCreate,
  type WebhookService,
  type WebhookUpdate,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { findLogBounds } from '../events/event-log.repository.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { readPage } from '../platform/paging/page.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { listDeliveries } from './webhook-deliveries.repository.ts'
import { startReplay } from './webhook-replays.ts'
import { resume } from './webhook-resume.ts'
import type { WebhookSecrets } from './webhook-secrets.ts'
import { findProgress, insertWalk } from './webhook-walks.repository.ts'
import {
  countForCreation,
  deleteWebhook,
  findWebhook,
  insertWebhook,
  listWebhooks,
  lockWebhook,
  updateTest,
  updateWebhook,
  webhookOf,
  type WebhookRow,
} from './webhooks.repository.ts'

/** The dependencies of the service for one call. In a mutation, `db` is its transaction. */
export interface WebhookDependencies {
  db: Kysely<Database>
  lists: Kysely<Database>
  clock: Clock
  actor: Actor
  ifVersions: number[] | undefined
  webhookSecrets: WebhookSecrets
}

const KeysetPosition = z.tuple([Id])
const PREVIOUS_SECRET_MS = 24 * 3_600_000

/** The rules of `webhooks.*`. The URLs of inputs were checked before (webhook-urls.ts), outside of the transaction. */
export function webhookService(dependencies: WebhookDependencies): WebhookService {
  const { db, lists, clock, actor, ifVersions, webhookSecrets } = dependencies

  const get = async (id: number, find = findWebhook): Promise<WebhookRow> => {
    const row = await find(db, id)
    if (!row) throw new SupportError('WEBHOOK_NOT_FOUND', `Webhook ${id} not found`)
    return row
  }

  const lockVersion = async (id: number): Promise<WebhookRow> => {
    const row = await get(id, lockWebhook)
    if (ifVersions?.includes(row.version) === false) throw versionMismatch(`Webhook ${id}`, row.version, ifVersions)
    return row
  }

  return {
    async create(input) {
      const { payload = 'thin', isEnabled = true } = input
      refuseUnreadable(actor, payload)
      if ((await countForCreation(db)) >= MAX_WEBHOOKS) {
        throw new SupportError('WEBHOOK_LIMIT_REACHED', `There are ${MAX_WEBHOOKS} webhooks; delete one first`)
      }
      const { secret, publicKey, encrypted } = webhookSecrets.create()
      const columns = {
        url: input.url,
        types: uniqueTypes(input) ?? null,
        description: input.description ?? '',
        payload,
        signatures: uniqueSignatures(input) ?? ['v1' as const],
        secret: encrypted,
        public_key: publicKey,
        is_enabled: isEnabled,
        disabled_reason: isEnabled ? null : ('by_request' as const),
      }
      const webhook = await insertWebhook(db, columns, actor, clock())
      const { lastPosition } = await findLogBounds(db)
      await insertWalk(db, webhook.webhookId, { position: lastPosition, endPosition: null, failedSince: null })
      return { ...webhook, secret }
    },

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

    get: async ({ id }) => webhookOf(await get(id), clock()),

    async getStatus({ id }) {
      const row = await get(id)
      return {
        webhookId: id,
        isEnabled: row.is_enabled,
        disabledReason: row.disabled_reason,
        ...(await findProgress(db, id)),
        lastSuccessAt: row.last_success_at,
        failingSince: row.failing_since,
        pausedUntil: row.paused_until !== null && row.paused_until > clock().slice(0, 19) ? row.paused_until : null,
      }
    },

    async update(input) {
      const before = await lockVersion(input.id)
      refuseUnreadable(actor, input.payload ?? before.payload)
      const isEnabled = input.isEnabled ?? before.is_enabled
      const isResumed = isEnabled && (!before.is_enabled || input.resumeFrom !== undefined)
      if (isResumed) await resume(db, input.id, input.resumeFrom ?? 'stopped', clock())
      const columns = {
        url: input.url,
        types: uniqueTypes(input),
        description: input.description,
        payload: input.payload,
        signatures: uniqueSignatures(input),
        is_enabled: isEnabled,
        disabled_reason: isEnabled ? null : (before.disabled_reason ?? 'by_request'),
        acts_for: JSON.stringify(actor),
        paused_until: null,
        ...(isResumed && { failing_since: null }),
      }
      return updateWebhook(db, input.id, columns, clock())
    },

    async delete({ id }) {
      await lockVersion(id)
      await deleteWebhook(db, id)
      return null
    },

    async rotateSecret({ id }) {
      const before = await get(id, lockWebhook)
      const { secret, publicKey, encrypted } = webhookSecrets.create()
      const columns = {
        secret: encrypted,
        public_key: publicKey,
        previous_secret: before.secret,
        previous_secret_expires_at: new Date(Date.parse(clock()) + PREVIOUS_SECRET_MS).toISOString(),
      }
      return { ...(await updateWebhook(db, id, columns, clock())), secret }
    },

    async test({ id }) {
      const messageId = await updateTest(db, id, `test_${crypto.randomUUID()}`)
      return { webhookId: id, messageId: messageId ?? (await get(id)).test_id! }
    },

    async listDeliveries({ id, outcome, ...page }) {
      await get(id)
      return readPage(
        { ...page, id, outcome } as typeof page,
        {
          name: 'webhook deliveries',
          position: KeysetPosition,
          positionOf: ({ deliveryId }) => [deliveryId] as [number],
          listAfter: async (position, limit) => ({
            rows: await listDeliveries(lists, id, outcome, position?.[0], limit),
            isCut: false,
          }),
        },
      )
    },

    async replay(input) {
      await get(input.id, lockWebhook)
      return startReplay(db, input, clock())
    },
  }
}

function uniqueTypes({ types }: WebhookCreate | WebhookUpdate): EventType[] | null | undefined {
  return types && [...new Set(types)]
}

function uniqueSignatures({ signatures }: WebhookCreate | WebhookUpdate) {
  return signatures && [...new Set(signatures)].toSorted()
}

/** A `full` payload has what the caller could read. Throws FORBIDDEN if an API key may not read it. */
function refuseUnreadable(actor: Actor, payload: 'thin' | 'full'): void {
  if (payload === 'thin' || actor.kind !== 'service') return
  const missing = (['tickets:read', 'attachments:read'] as const).filter((scope) => !actor.scopes.includes(scope))
  if (missing.length === 0) return
  throw new SupportError('FORBIDDEN', `For full payloads, this API key needs the scope ${missing.join(' and ')}.`)
}

import { MAX_WEBHOOKS, SupportError, type WebhookService } from '@kinconecta/support-contracts'
import { findLogBounds } from '../events/event-log.repository.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { changedColumns, newColumns, refuseUnreadable } from './webhook-columns.ts'
import { found } from './webhook-reads.ts'
import { startReplay } from './webhook-replays.ts'
import { resume } from './webhook-resume.ts'
import { insertWalk } from './webhook-walks.repository.ts'
import type { WebhookDependencies } from './webhook-dependencies.ts'
import {
  countForCreation,
  deleteWebhook,
  insertWebhook,
  lockWebhook,
  updateTest,
  updateWebhook,
} from './webhooks.repository.ts'
import type { WebhookRow } from './webhook-row.ts'

type Changes = Pick<WebhookService, 'create' | 'update' | 'delete' | 'rotateSecret' | 'test' | 'replay'>

const PREVIOUS_SECRET_MS = 24 * 3_600_000

/** The operations that change webhooks. */
export function webhookChanges({ db, clock, actor, ifVersions, webhookSecrets }: WebhookDependencies): Changes {
  const lock = async (id: number): Promise<WebhookRow> => found(id, await lockWebhook(db, id))

  const lockVersion = async (id: number): Promise<WebhookRow> => {
    const row = await lock(id)
    if (ifVersions?.includes(row.version) === false) throw versionMismatch(`Webhook ${id}`, row.version, ifVersions)
    return row
  }

  return {
    async create(input) {
      refuseUnreadable(actor, input.payload)
      if ((await countForCreation(db)) >= MAX_WEBHOOKS) {
        throw new SupportError('WEBHOOK_LIMIT_REACHED', `There are ${MAX_WEBHOOKS} webhooks; delete one first`)
      }
      const { secret, ...keys } = webhookSecrets.create()
      const webhook = await insertWebhook(db, newColumns(input, actor, keys), clock())
      const { lastPosition } = await findLogBounds(db)
      await insertWalk(db, webhook.webhookId, { position: lastPosition, endPosition: null, failedSince: null })
      return { ...webhook, secret }
    },

    async update(input) {
      const before = await lockVersion(input.id)
      refuseUnreadable(actor, input.payload ?? before.payload)
      const isEnabled = input.isEnabled ?? before.is_enabled
      const isResumed = isEnabled && (!before.is_enabled || input.resumeFrom !== undefined)
      if (isResumed) await resume(db, input.id, input.resumeFrom ?? 'stopped', clock())
      return updateWebhook(db, input.id, changedColumns(before, input, actor, isResumed), clock())
    },

    async delete({ id }) {
      await lockVersion(id)
      await deleteWebhook(db, id)
      return null
    },

    async rotateSecret({ id }) {
      const before = await lock(id)
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
      await lock(id)
      return { webhookId: id, messageId: await updateTest(db, id, `test_${crypto.randomUUID()}`) }
    },

    async replay(input) {
      await lock(input.id)
      return startReplay(db, input, clock())
    },
  }
}

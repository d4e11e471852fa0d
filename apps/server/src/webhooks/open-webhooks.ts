import type { Kysely } from 'kysely'
import type { EventLog } from '../events/event-log.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { type OutboundGuard, outboundGuard, type OutboundRules } from '../platform/outbound/outbound-guard.ts'
import { outboundSender } from '../platform/outbound/send-outbound.ts'
import { MAX_FAILING_MS } from './retry-schedule.ts'
import { deleteOldDeliveries } from './webhook-deliveries.repository.ts'
import { type WebhookSecrets, webhookSecrets } from './webhook-secrets.ts'
import type { DisabledWebhook } from './webhook-delivery.ts'
import { startWebhookSender } from './webhook-sender.ts'
import { updateFailing } from './webhooks.repository.ts'

/** The webhooks of this process. */
export interface Webhooks {
  secrets: WebhookSecrets
  guard: OutboundGuard
  /** Must be called after a webhook was changed. */
  changed(): void
  /** Ends the deliveries. */
  stop(): Promise<void>
}

export interface WebhooksOptions {
  db: Kysely<Database>
  lists: Kysely<Database>
  eventLog: EventLog
  clock: Clock
  outboundRules: OutboundRules
  /** Encrypts the secrets. Undefined: the key of the installation does. */
  webhookSecretKey: string | undefined
  /** Called after a webhook was disabled because of its deliveries. */
  onDisabled: (webhook: DisabledWebhook) => void
  /** How often to look for webhooks to deliver to. {@link startWebhookSender} has the default. */
  pollMs?: number
}

const DAY_MS = 86_400_000
const KEPT_DAYS = 30

/** Starts the deliveries of this process. */
export async function openWebhooks(options: WebhooksOptions): Promise<Webhooks> {
  const { db, outboundRules, webhookSecretKey } = options
  const { link_key } = await db.selectFrom('installation').select('link_key').executeTakeFirstOrThrow()
  const secrets = webhookSecrets(
    webhookSecretKey === undefined ? [link_key] : [Buffer.from(webhookSecretKey), link_key],
  )
  const guard = outboundGuard(outboundRules)
  const outbound = { guard, sender: outboundSender() }
  const sender = startWebhookSender({ ...options, secrets, outbound })
  return { secrets, guard, changed: () => sender.changed(), stop: () => sender.stop() }
}

/** Periodic work: deletes deliveries after 30 days, and disables webhooks that have failed for 5 days. */
export async function sweepWebhooks(
  db: Kysely<Database>,
  now: string,
  onDisabled: WebhooksOptions['onDisabled'],
): Promise<void> {
  const before = (ms: number) => new Date(Date.parse(now) - ms).toISOString()
  for (const webhookId of await updateFailing(db, before(MAX_FAILING_MS), now)) {
    onDisabled({ webhookId, reason: 'failing' })
  }
  await deleteOldDeliveries(db, before(KEPT_DAYS * DAY_MS))
}

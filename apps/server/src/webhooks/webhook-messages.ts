import { type Actor, authorize, msOf, type SupportEvent, type WebhookTestEvent } from '@kinconecta/support-contracts'
import type { AttachmentReads } from '../attachments/attachments.repository.ts'
import type { Clock } from '../platform/clock.ts'
import type { CurrentActor } from '../platform/identity/current-actors.ts'
import type { TicketReads } from '../tickets/ticket-reads.ts'
import { messageBody } from './message-body.ts'
import { signedHeaders } from './signed-headers.ts'
import { type Attempt, attemptDelivery, type Outbound } from './webhook-attempt.ts'
import type { SigningKeys, WebhookSecrets } from './webhook-secrets.ts'
import type { WebhookRow } from './webhook-row.ts'

/** What sending a message needs. */
export interface MessageDependencies {
  clock: Clock
  outbound: Outbound
  secrets: WebhookSecrets
  reads: TicketReads & AttachmentReads
  currentActor: CurrentActor
}

/** Why nothing can be sent to a webhook. */
export type Obstacle = 'access_lost' | 'secret_unreadable'

const UNSIGNED: Attempt = { failure: 'unsigned', status: undefined, retryAfter: undefined, answer: '', durationMs: 0 }

/** Sends an event once, as its webhook is configured now. Rejects if `signal` aborts, or the database fails. */
export async function sendEvent(
  dependencies: MessageDependencies,
  webhook: WebhookRow,
  event: SupportEvent,
  signal: AbortSignal,
): Promise<Attempt | Obstacle> {
  const actor = await actorOf(dependencies, webhook)
  if (!actor) return 'access_lost'
  const body = await messageBody(event, webhook.payload, actor, dependencies.reads)
  return send(dependencies, webhook, event.id, body, signal)
}

/** Sends a test event. */
export async function sendTest(
  dependencies: MessageDependencies,
  webhook: WebhookRow,
  id: string,
  signal: AbortSignal,
): Promise<Attempt> {
  const event: WebhookTestEvent = { id, type: 'webhook.test', occurredAt: dependencies.clock().slice(0, 19) }
  const result = await send(dependencies, webhook, id, Buffer.from(JSON.stringify(event)), signal)
  return typeof result === 'string' ? UNSIGNED : result
}

async function send(
  { clock, outbound, secrets }: MessageDependencies,
  webhook: WebhookRow,
  messageId: string,
  body: Buffer,
  signal: AbortSignal,
): Promise<Attempt | Obstacle> {
  const nowMs = Date.parse(clock())
  const keys = keysOf(secrets, webhook, nowMs)
  if (keys.length === 0) return 'secret_unreadable'
  const headers = signedHeaders(messageId, nowMs, body, webhook.signatures, keys)
  return attemptDelivery(outbound, { url: webhook.url, headers, body, signal })
}

/** The current keys, and the previous ones for 24 hours after a rotation. Empty if the current ones are unreadable. */
function keysOf(secrets: WebhookSecrets, webhook: WebhookRow, nowMs: number): SigningKeys[] {
  const current = secrets.open(webhook.secret)
  if (!current) return []
  const { previous_secret: previous, previous_secret_expires_at: expiresAt } = webhook
  const isPreviousValid = previous !== null && expiresAt !== null && nowMs < msOf(expiresAt)
  return [current, ...(isPreviousValid ? [secrets.open(previous) ?? []].flat() : [])]
}

/** The caller for whom the webhook acts, as it is now; undefined if it may not manage webhooks any more. */
async function actorOf(
  { currentActor }: MessageDependencies,
  { acts_for: actor }: WebhookRow,
): Promise<Actor | undefined> {
  const current = await currentActor(actor)
  try {
    if (current) authorize(current, 'webhooks.update')
    return current
  } catch {
    return undefined
  }
}

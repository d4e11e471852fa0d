import {
  MAX_WEBHOOKS,
  type SupportEvent,
  SupportError,
  type Webhook,
  type WebhookDelivery,
  type WebhookService,
  type WebhookTestEvent,
  type WebhookWithSecret,
} from '@kinconecta/support-contracts'
import { signWebhook } from '../webhooks/sign-webhook.ts'
import type { EventLog } from './event-log.ts'
import { type List, Store } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

/** Receives the messages that a fake service sends to webhooks. */
export type WebhookReceiver = (request: Request) => Response | Promise<Response>

const ALL: List<Webhook> = {
  isListed: () => true,
  positionOf: ({ row }) => [row.webhookId],
  isDescending: false,
}
const SECRET_BYTES = 32
const PUBLIC_KEY_BYTES = 32
const DAY_MS = 86_400_000

/**
 * `webhooks.*` in memory. Events are sent to `receive`, one after the other and once each, with a valid `v1` signature;
 * without it, nothing is sent. The fake has no `v1a` signatures, no full payloads and no retries.
 */
export class FakeWebhooks {
  readonly #webhooks: Store<Webhook>
  readonly #deliveries: Store<WebhookDelivery>
  readonly #secrets = new Map<number, string[]>()
  /** Events up to this position were sent. */
  readonly #positions = new Map<number, number>()
  readonly #log: EventLog
  readonly #now: () => string
  readonly #receive: WebhookReceiver | undefined
  #sending: Promise<void> = Promise.resolve()

  constructor(log: EventLog, now: () => string, receive: WebhookReceiver | undefined) {
    this.#webhooks = new Store<Webhook>({ id: 'webhookId', name: 'Webhook', notFound: 'WEBHOOK_NOT_FOUND' }, [], now)
    this.#deliveries = new Store<WebhookDelivery>(
      { id: 'deliveryId', name: 'Delivery', notFound: 'WEBHOOK_NOT_FOUND' },
      [],
      now,
    )
    this.#log = log
    this.#now = now
    this.#receive = receive
    log.onRecord(() => {
      for (const webhook of this.#webhooks.all()) this.#sendOn(webhook)
    })
  }

  /** Resolves when all messages so far were received. */
  async settled(): Promise<void> {
    await this.#sending
  }

  get service(): WebhookService {
    return { ...this.#configuration(), ...this.#messages() }
  }

  #configuration(): Omit<WebhookService, 'getStatus' | 'test' | 'listDeliveries' | 'replay'> {
    const now = () => wireTimestamp(this.#now())
    return {
      create: async (input) => {
        if (this.#webhooks.all().length >= MAX_WEBHOOKS) throw new SupportError('WEBHOOK_LIMIT_REACHED')
        refuseMalformed(input.url)
        const { signatures = ['v1'], isEnabled = true } = input
        const webhook = this.#webhooks.insert((webhookId) => ({
          webhookId,
          url: input.url,
          types: input.types ?? null,
          description: input.description ?? '',
          payload: input.payload ?? 'thin',
          signatures,
          publicKey: publicKeyFor(signatures),
          previousSecretExpiresAt: null,
          isEnabled,
          disabledReason: isEnabled ? null : 'by_request',
          createdAt: now(),
          updatedAt: now(),
        }))
        this.#positions.set(webhook.webhookId, this.#log.end)
        return this.#withNewSecret(webhook)
      },
      list: async (query) => this.#webhooks.list(query, ALL),
      get: async ({ id }) => this.#webhooks.get(id),
      update: async ({ id, ifVersion, ...input }) => {
        const fields = { ...input, resumeFrom: undefined }
        if (input.resumeFrom === 'now') this.#positions.set(id, this.#log.end)
        const before = this.#webhooks.get(id, ifVersion)
        if (fields.url !== undefined) refuseMalformed(fields.url)
        const isEnabled = fields.isEnabled ?? before.isEnabled
        const signatures = fields.signatures ?? before.signatures
        const after = this.#webhooks.update(id, ifVersion, {
          ...fields,
          signatures,
          publicKey: signatures.includes('v1a') ? (before.publicKey ?? publicKeyFor(signatures)) : null,
          isEnabled,
          disabledReason: isEnabled ? null : (before.disabledReason ?? 'by_request'),
          updatedAt: now(),
        })
        this.#sendOn(after)
        return after
      },
      delete: async ({ id, ifVersion }) => {
        this.#webhooks.delete(id, ifVersion)
        return null
      },
      rotateSecret: async ({ id }) => {
        const previousSecretExpiresAt = wireTimestamp(new Date(Date.parse(this.#now()) + DAY_MS).toISOString())
        const publicKey = publicKeyFor(this.#webhooks.get(id).signatures)
        const fields = { previousSecretExpiresAt, publicKey, updatedAt: now() }
        return this.#withNewSecret(this.#webhooks.update(id, undefined, fields))
      },
    }
  }

  #messages(): Pick<WebhookService, 'getStatus' | 'test' | 'listDeliveries' | 'replay'> {
    const now = () => wireTimestamp(this.#now())
    const get = (id: number) => this.#webhooks.get(id)
    return {
      getStatus: async ({ id }) => {
        const { isEnabled, disabledReason } = get(id)
        const last = this.#deliveriesOf(id).find(({ outcome }) => outcome === 'delivered')
        return {
          webhookId: id,
          isEnabled,
          disabledReason,
          position: this.#positions.get(id)!,
          waitingTickets: 0,
          lastSuccessAt: last?.attemptedAt ?? null,
          failingSince: null,
          pausedUntil: null,
          replays: 0,
        }
      },
      test: async ({ id }) => {
        const event: WebhookTestEvent = { id: `test_${crypto.randomUUID()}`, type: 'webhook.test', occurredAt: now() }
        this.#send(get(id), event)
        return { webhookId: id, messageId: event.id }
      },
      listDeliveries: async ({ id, outcome, ...page }) => {
        get(id)
        const query = { ...page, id, outcome } as typeof page
        return this.#deliveries.list(query, {
          isListed: ({ row }) => row.webhookId === id && (outcome === undefined || row.outcome === outcome),
          positionOf: ({ row }) => [row.deliveryId],
          isDescending: true,
        })
      },
      replay: async ({ id, position, from = position, to = position, failedSince }) => {
        const webhook = get(id)
        const first = from ?? 1
        const last = to ?? this.#log.end
        if (last > this.#log.end) throw positionAfterEnd(this.#log.end, position === undefined ? 'to' : 'position')
        const failed = new Set(this.#failedSince(id, failedSince))
        const events = this.#log.all().filter((event) => event.position >= first && event.position <= last)
        for (const event of events) {
          if (failedSince === undefined || failed.has(event.position)) this.#send(webhook, event)
        }
        return { webhookId: id, from: first, to: last }
      },
    }
  }

  #withNewSecret(webhook: Webhook): WebhookWithSecret {
    const secret = `whsec_${randomBase64(SECRET_BYTES)}`
    this.#secrets.set(webhook.webhookId, [secret, ...(this.#secrets.get(webhook.webhookId) ?? [])].slice(0, 2))
    return { ...webhook, secret }
  }

  /** Newest first. */
  #deliveriesOf(webhookId: number): WebhookDelivery[] {
    return this.#deliveries
      .all()
      .filter((delivery) => delivery.webhookId === webhookId)
      .toReversed()
  }

  #failedSince(webhookId: number, since: string | undefined): number[] {
    if (since === undefined) return []
    const from = wireTimestamp(since)
    return this.#deliveriesOf(webhookId)
      .filter(({ outcome, attemptedAt }) => outcome === 'given_up' && attemptedAt >= from)
      .flatMap(({ position }) => position ?? [])
  }

  /** Sends the events after those that were sent, if the webhook is enabled. */
  #sendOn(webhook: Webhook): void {
    const { webhookId, isEnabled, types } = webhook
    if (!isEnabled) return
    const position = this.#positions.get(webhookId)!
    this.#positions.set(webhookId, this.#log.end)
    for (const event of this.#log.all().slice(position)) {
      if (types?.includes(event.type) ?? true) this.#send(webhook, event)
    }
  }

  #send(webhook: Webhook, event: SupportEvent | WebhookTestEvent): void {
    const receive = this.#receive
    if (!receive) return
    this.#sending = this.#sending.then(() => this.#sendOnce(receive, webhook, event))
  }

  async #sendOnce(
    receive: WebhookReceiver,
    { webhookId, url }: Webhook,
    event: SupportEvent | WebhookTestEvent,
  ): Promise<void> {
    const body = JSON.stringify(event)
    const signed = await signWebhook(body, this.#secrets.get(webhookId)!, { id: event.id })
    const headers = { 'content-type': 'application/json', ...signed }
    const startedMs = Date.now()
    const response = await Promise.resolve(receive(new Request(url, { method: 'POST', headers, body }))).catch(
      () => null,
    )
    const isDelivered = response?.ok ?? false
    this.#deliveries.insert((deliveryId) => ({
      deliveryId,
      webhookId,
      messageId: event.id,
      position: 'position' in event ? event.position : null,
      ticketId: 'ticketId' in event ? event.ticketId : null,
      type: event.type,
      attempt: 1,
      outcome: isDelivered ? 'delivered' : 'given_up',
      failure: isDelivered ? null : response ? 'status' : 'connection',
      status: response?.status ?? null,
      durationMs: Date.now() - startedMs,
      answer: '',
      attemptedAt: wireTimestamp(this.#now()),
    }))
  }
}

function publicKeyFor(signatures: Webhook['signatures']): string | null {
  return signatures.includes('v1a') ? `whpk_${randomBase64(PUBLIC_KEY_BYTES)}` : null
}

function randomBase64(bytes: number): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
}

function refuseMalformed(url: string): void {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new SupportError('URL_NOT_ALLOWED', 'url: Must be an https URL (set WEBHOOK_PROTOCOLS to allow http)')
  }
}

function positionAfterEnd(end: number, field: string): SupportError {
  return new SupportError('INVALID_INPUT', `${field}: Must be at most ${end}, the last position of this log`)
}

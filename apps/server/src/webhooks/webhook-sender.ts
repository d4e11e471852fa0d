import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import pLimit from 'p-limit'
import { attachmentReads } from '../attachments/attachments.repository.ts'
import { EventFeed } from '../events/event-feed.ts'
import { findLogBounds } from '../events/event-log.repository.ts'
import type { EventLog } from '../events/event-log.ts'
import { InterruptiblePause } from '../platform/interruptible-pause.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { lastingActors } from '../platform/identity/current-actors.ts'
import { ticketReads } from '../tickets/ticket-reads.ts'
import type { Outbound } from './webhook-attempt.ts'
import { type DeliveryDependencies, type DisabledWebhook, type Lease, WebhookDelivery } from './webhook-delivery.ts'
import { LEASE_MS, leaseWebhooks, listLeased, releaseLeases } from './webhook-leases.repository.ts'
import type { WebhookSecrets } from './webhook-secrets.ts'
import type { WebhookRow } from './webhook-row.ts'

/** Delivers events to webhooks, in the background. */
export interface WebhookSender {
  /** Must be called after a webhook was changed, so that this process looks at once. */
  changed(): void
  /** Starts no more attempts, and waits a little for those that run. */
  stop(): Promise<void>
}

export interface WebhookSenderOptions {
  db: Kysely<Database>
  lists: Kysely<Database>
  eventLog: EventLog
  clock: Clock
  outbound: Outbound
  secrets: WebhookSecrets
  /** Called after a webhook was disabled because of its deliveries. */
  onDisabled: (webhook: DisabledWebhook) => void
  /**
   * How often to look for webhooks to deliver to.
   * @default 1000
   */
  pollMs?: number
}

const CONCURRENT_TRANSACTIONS = 2
const STOP_GRACE_MS = 2_000
const MAX_STOP_MS = 4_000
const NO_GRACE_LIMIT_MS = 60_000 // longer than any attempt

/**
 * Leases webhooks for this process, and delivers to each while it has the lease. Leases are columns, not session locks:
 * a process that was killed loses its leases after 25 seconds, and another goes on.
 */
export function startWebhookSender(options: WebhookSenderOptions): WebhookSender {
  return new LeasingSender(options)
}

class LeasingSender implements WebhookSender {
  readonly #db: Kysely<Database>
  readonly #outbound: Outbound
  readonly #dependencies: DeliveryDependencies
  readonly #pollMs: number
  #token = randomUUID()
  readonly #deliveries = new Map<number, WebhookDelivery>()
  readonly #leasedUntilMs = new Map<number, number>()
  readonly #pause = new InterruptiblePause()
  readonly #polling: Promise<void>
  #leaveFeed: (() => void) | undefined
  #following = new AbortController()
  #isChanged = false
  #isStopped = false

  constructor(options: WebhookSenderOptions) {
    const { db, lists, eventLog, clock, outbound, secrets, onDisabled, pollMs = 1_000 } = options
    const reads = { ...ticketReads(lists), ...attachmentReads(lists) }
    const inTurn = pLimit(CONCURRENT_TRANSACTIONS)
    const feed = new EventFeed(lists, eventLog)
    const currentActor = lastingActors(lists)
    this.#db = db
    this.#outbound = outbound
    this.#dependencies = { db, lists, feed, clock, outbound, secrets, reads, currentActor, inTurn, onDisabled }
    this.#pollMs = pollMs
    this.#polling = this.#poll()
  }

  changed(): void {
    this.#isChanged = true
    this.#pause.end()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#pause.end()
    await this.#polling
    for (const delivery of this.#deliveries.values()) delivery.end(STOP_GRACE_MS)
    const ended = Promise.all([...this.#deliveries.values()].map((delivery) => delivery.ended))
    await Promise.race([ended, sleep(MAX_STOP_MS, undefined, { ref: false })]) // the database may be down
    await releaseLeases(this.#db, this.#token, [...this.#leasedUntilMs.keys()]).catch(() => {})
    this.#unfollow()
    this.#outbound.sender.close()
  }

  async #poll(): Promise<void> {
    while (!this.#isStopped) {
      this.#isChanged = false
      await this.#look().catch(() => {}) // without the database the leases end, and with them the deliveries
      if (!this.#isStopped && !this.#isChanged) await this.#pause.wait(this.#pollMs)
    }
  }

  async #look(): Promise<void> {
    this.#renounceLostLeases()
    const untilMs = performance.now() + LEASE_MS
    for (const id of await leaseWebhooks(this.#db, this.#token)) this.#leasedUntilMs.set(id, untilMs)
    if (this.#leasedUntilMs.size === 0) return
    const webhooks = await listLeased(this.#db, this.#token)
    await this.#follow()
    for (const webhook of webhooks) this.#deliverTo(webhook)
    const leased = new Set(webhooks.map(({ webhook_id }) => webhook_id))
    for (const id of this.#leasedUntilMs.keys()) if (!leased.has(id)) this.#release(id)
    if (this.#leasedUntilMs.size === 0) this.#unfollow()
  }

  /**
   * If a lease ended because this process was suspended, another process may have gone on meanwhile. With a new token,
   * the walks in memory end, and results that were not stored are not stored any more.
   */
  #renounceLostLeases(): void {
    const isLost = [...this.#leasedUntilMs.values()].some((untilMs) => untilMs < performance.now())
    if (!isLost) return
    this.#token = randomUUID()
    this.#leasedUntilMs.clear()
  }

  #deliverTo(webhook: WebhookRow): void {
    const { webhook_id: id } = webhook
    const lease: Lease = { token: this.#token, untilMs: this.#leasedUntilMs.get(id) ?? 0 }
    const running = this.#deliveries.get(id)
    const isCurrent = running?.generation === webhook.generation && running.leaseToken === this.#token
    if (running && isCurrent) return running.configure(webhook, lease)
    if (running) return running.end(NO_GRACE_LIMIT_MS) // it starts again when the attempts that run have ended
    const delivery = new WebhookDelivery(this.#dependencies, webhook, lease)
    this.#deliveries.set(id, delivery)
    void delivery.ended.finally(() => {
      this.#deliveries.delete(id)
      this.changed()
    })
  }

  /** Gives the lease back when the attempts that run have ended. */
  #release(id: number): void {
    const running = this.#deliveries.get(id)
    if (running) return running.end(NO_GRACE_LIMIT_MS)
    this.#leasedUntilMs.delete(id)
    releaseLeases(this.#db, this.#token, [id]).catch(() => {}) // else it ends by itself
  }

  /** Wakes the deliveries when there are new events. */
  async #follow(): Promise<void> {
    if (this.#leaveFeed) return
    const { feed, lists } = this.#dependencies
    const { lastPosition } = await findLogBounds(lists)
    this.#following = new AbortController()
    this.#leaveFeed = feed.join(lastPosition)
    void this.#wakeOnEvents(this.#following.signal)
  }

  async #wakeOnEvents(signal: AbortSignal): Promise<void> {
    const { feed } = this.#dependencies
    let end = feed.end
    while (!signal.aborted) {
      await feed.waitBeyond(end, signal)
      end = feed.end
      for (const delivery of this.#deliveries.values()) delivery.wake()
    }
  }

  #unfollow(): void {
    this.#following.abort()
    this.#leaveFeed?.()
    this.#leaveFeed = undefined
  }
}

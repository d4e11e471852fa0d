import type { SupportEvent, WebhookDisabledReason } from '@kinconecta/support-contracts'
import { findLogBounds } from '../events/event-log.repository.ts'
import { MAX_ATTEMPTS } from './retry-schedule.ts'
import { type WaitingTicket, Walk, type WalkChanges } from './walk.ts'
import { type Attempt, ATTEMPT_TIMEOUT_MS } from './webhook-attempt.ts'
import { rowOf } from './delivery-row.ts'
import { DeliveryResults, type ResultsSource } from './delivery-results.ts'
import type { WalkFilters } from './webhook-events.list.ts'
import { nextWaiting, readOn, type WebhookEvents } from './webhook-events.ts'
import { WebhookHealth } from './webhook-health.ts'
import { type MessageDependencies, sendEvent, sendTest } from './webhook-messages.ts'
import { listWaiting, listWalks } from './webhook-walks.repository.ts'
import type { WebhookRow } from './webhook-row.ts'

/** What the delivery to one webhook needs. */
export interface DeliveryDependencies extends WebhookEvents, MessageDependencies, Pick<ResultsSource, 'db' | 'inTurn'> {
  /** Called after a webhook was disabled because of its deliveries. */
  onDisabled(webhook: DisabledWebhook): void
}

/** A webhook that was disabled, and why. */
export interface DisabledWebhook {
  webhookId: number
  reason: WebhookDisabledReason
}

/** Until when this process may deliver, by `performance.now()`. */
export interface Lease {
  token: string
  untilMs: number
}

/** Concurrent attempts to one webhook. Half of them may be for waiting tickets. */
const MAX_CONCURRENT = 8
const MAX_CONCURRENT_RETRIES = MAX_CONCURRENT / 2
const CHECK_EVERY_MS = 1_000
const RETRY_MS = 1_000
const LEASE_MARGIN_MS = 1_000
const HURRY_WITHIN_MS = 60_000
const HURRY_AGAIN_MS = 300_000

interface Job {
  walk: Walk
  ticketId: number
  /** Undefined for a waiting ticket, whose next event is read first. */
  event?: SupportEvent
  waiting?: WaitingTicket
}

/**
 * Delivers to one webhook while this process has its lease. It walks the log in memory, and stores how far it is
 * together with the results of the attempts. Between two attempts nothing is held: no connection, no transaction.
 */
export class WebhookDelivery {
  readonly #dependencies: DeliveryDependencies
  #webhook: WebhookRow
  #lease: Lease
  #walks: Walk[] = []
  readonly #health: WebhookHealth
  readonly #results: DeliveryResults
  readonly #busyTickets = new Set<number>()
  #running = 0
  #retrying = 0
  #lastTest: string | undefined
  #notBeforeMs = 0
  #hurriedMs = Number.NEGATIVE_INFINITY
  #isEnding = false
  #isDeleted = false
  readonly #aborting = new AbortController()
  #wake = Promise.withResolvers<void>()
  /** Resolves when nothing is on its way any more, and the results are stored. */
  readonly ended: Promise<void>

  constructor(dependencies: DeliveryDependencies, webhook: WebhookRow, lease: Lease) {
    this.#dependencies = dependencies
    this.#webhook = webhook
    this.#lease = lease
    this.#health = new WebhookHealth(webhook)
    this.#results = new DeliveryResults({
      db: dependencies.db,
      inTurn: dependencies.inTurn,
      takeWalkChanges: () => this.#takeWalkChanges(),
      describe: () => this.#describe(),
      untilMs: () => this.#lease.untilMs,
      stored: () => this.wake(),
      disabled: (reason) => dependencies.onDisabled({ webhookId: webhook.webhook_id, reason }),
    })
    this.ended = this.#run()
  }

  get leaseToken(): string {
    return this.#lease.token
  }

  get generation(): number {
    return this.#webhook.generation
  }

  /** Takes over the configuration and the lease as they are now. */
  configure(webhook: WebhookRow, lease: Lease): void {
    if (webhook.version !== this.#webhook.version) this.#health.endPause()
    this.#webhook = webhook
    this.#lease = lease
    this.wake()
  }

  /** Looks for something to do now. */
  wake(): void {
    this.#wake.resolve()
  }

  /** Starts no more attempts. Attempts that run are aborted after `graceMs`. */
  end(graceMs: number): void {
    this.#isEnding = true
    this.wake()
    setTimeout(() => this.#aborting.abort(), graceMs).unref()
  }

  get #isOver(): boolean {
    return this.#isEnding || this.#isDeleted || this.#results.isStale || this.#health.isDisabled
  }

  get #nowMs(): number {
    return Date.parse(this.#dependencies.clock())
  }

  get #isLeaseLong(): boolean {
    return this.#lease.untilMs - performance.now() > ATTEMPT_TIMEOUT_MS + LEASE_MARGIN_MS
  }

  async #run(): Promise<void> {
    while (!this.#isOver && this.#walks.length === 0) await this.#load().catch(() => this.#rest(RETRY_MS))
    while (!this.#isOver) {
      if (this.#webhook.is_enabled) await this.#readOn().catch(() => this.#rest(RETRY_MS))
      this.#dispatch()
      await this.#rest(CHECK_EVERY_MS)
    }
    while (this.#running > 0) await this.#rest(CHECK_EVERY_MS)
    await this.#results.storeAll()
  }

  async #load(): Promise<void> {
    const { db } = this.#dependencies
    const rows = await listWalks(db, this.#webhook.webhook_id)
    if (rows.length === 0) this.#isDeleted = true
    const walks = await Promise.all(rows.map(async (row) => new Walk(row, await listWaiting(db, row.walkId))))
    this.#walks = walks
  }

  /** Waits until it is woken, but not longer than `ms`. */
  async #rest(ms: number): Promise<void> {
    const timer = setTimeout(() => this.wake(), ms).unref()
    await this.#wake.promise
    clearTimeout(timer)
    this.#wake = Promise.withResolvers()
    if (!this.#isOver && this.#results.ageMs >= CHECK_EVERY_MS) this.#results.storeSoon()
  }

  #filtersOf({ row }: Walk): WalkFilters {
    const { webhook_id: webhookId, types } = this.#webhook
    return { webhookId, types, failedSince: row.failedSince }
  }

  async #readOn(): Promise<void> {
    for (const walk of this.#walks) {
      // Sections without events of the webhook's types are passed at once.
      do {
        if (!walk.wantsEvents || walk.isAtItsEnd) break
        if (!(await readOn(this.#dependencies, walk, this.#filtersOf(walk)))) this.#health.disable('events_trimmed')
      } while (!this.#isOver && walk.isEmpty && walk.readTo < this.#dependencies.feed.end)
    }
  }

  #dispatch(): void {
    const { test_id: testId } = this.#webhook
    if (testId !== null && testId !== this.#lastTest && this.#isLeaseLong && !this.#isOver)
      this.#start(() => this.#test(testId))
    while (this.#mayStart()) {
      const job = this.#next()
      if (!job) return
      this.#busyTickets.add(job.ticketId)
      if (job.waiting) this.#retrying++
      this.#start(async () => {
        try {
          await this.#perform(job)
        } finally {
          this.#busyTickets.delete(job.ticketId)
          if (job.waiting) this.#retrying--
        }
      })
    }
  }

  #mayStart(): boolean {
    return (
      this.#webhook.is_enabled &&
      !this.#isOver &&
      this.#running < MAX_CONCURRENT &&
      !this.#results.isFull &&
      this.#isLeaseLong &&
      performance.now() >= this.#notBeforeMs &&
      !this.#health.isPaused(this.#nowMs)
    )
  }

  #next(): Job | undefined {
    const isBusy = (ticketId: number) => this.#busyTickets.has(ticketId)
    for (const walk of this.#walks) {
      const isRetryAllowed = this.#retrying < MAX_CONCURRENT_RETRIES
      const waiting = isRetryAllowed ? walk.takeDue(this.#nowMs, isBusy) : undefined
      if (waiting) return { walk, ticketId: waiting.ticketId, waiting }
      const event = walk.take(isBusy)
      if (event) return { walk, ticketId: event.ticketId, event }
    }
    return undefined
  }

  #start(work: () => Promise<void>): void {
    this.#running++
    const run = async () => {
      try {
        await work()
      } catch {
        this.#notBeforeMs = performance.now() + RETRY_MS // the database failed, or the process stops
      }
      this.#running--
      this.wake()
    }
    void run()
  }

  async #perform({ walk, event: taken, waiting }: Job): Promise<void> {
    const lastSkipped = waiting?.lastSkipped ?? 0
    if (waiting && lastSkipped < waiting.position) return walk.release(waiting.ticketId, lastSkipped)
    const event = taken ?? (await nextWaiting(this.#dependencies, waiting!, this.#filtersOf(walk)))
    if (waiting && event?.position !== waiting.position && (await this.#isTrimmed(waiting))) return
    if (!event) return walk.release(waiting!.ticketId, lastSkipped)
    const attempts = waiting?.position === event.position ? waiting.attempts : 0
    const startedAt = this.#dependencies.clock()
    try {
      const attempt = await sendEvent(this.#dependencies, this.#webhook, event, this.#aborting.signal)
      if (typeof attempt === 'string') {
        this.#health.disable(attempt)
        if (taken) walk.putBack(event)
      } else {
        this.#note(walk, event, attempts + 1, attempt, startedAt)
      }
    } catch (error) {
      if (taken) walk.putBack(event)
      throw error
    }
    this.#results.storeSoon()
  }

  /** Disables the webhook if an event that waited for another attempt was removed from the log. */
  async #isTrimmed({ position }: WaitingTicket): Promise<boolean> {
    const { trimmedTo } = await findLogBounds(this.#dependencies.lists)
    if (position > trimmedTo) return false
    this.#health.disable('events_trimmed')
    return true
  }

  #note(walk: Walk, event: SupportEvent, attempt: number, result: Attempt, startedAt: string): void {
    const nowMs = this.#nowMs
    const notBeforeMs = this.#health.note(result, nowMs)
    const isGivenUp = result.failure !== undefined && attempt >= MAX_ATTEMPTS
    if (result.failure === undefined || isGivenUp) walk.settle(event)
    else walk.setAside(event, attempt, notBeforeMs, nowMs)
    if (result.failure === undefined && walk.isHeldUp && nowMs - this.#hurriedMs >= HURRY_AGAIN_MS) {
      this.#hurriedMs = nowMs
      walk.hurry(nowMs, HURRY_WITHIN_MS)
    }
    this.#results.add(rowOf(this.#webhook, event, attempt, isGivenUp, result, startedAt))
  }

  async #test(id: string): Promise<void> {
    this.#lastTest = id
    const startedAt = this.#dependencies.clock()
    const result = await sendTest(this.#dependencies, this.#webhook, id, this.#aborting.signal)
    const message = { id, type: 'webhook.test' } as const
    this.#results.add(rowOf(this.#webhook, message, 1, true, result, startedAt), id)
    this.#results.storeSoon()
  }

  #takeWalkChanges(): WalkChanges[] {
    const changes = this.#walks.flatMap((walk) => walk.takeChanges() ?? [])
    const finished = new Set(changes.filter(({ isFinished }) => isFinished).map(({ walkId }) => walkId))
    this.#walks = this.#walks.filter(({ row }) => !finished.has(row.walkId))
    return changes
  }

  #describe(): ReturnType<ResultsSource['describe']> {
    const { webhook_id: webhookId } = this.#webhook
    const now = this.#dependencies.clock()
    return { webhookId, leaseToken: this.#lease.token, state: this.#health.state, now }
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { WebhookDisabledReason } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { type Results, storeResults } from './store-results.ts'
import type { WalkChanges } from './walk.ts'
import type { NewDelivery } from './webhook-deliveries.repository.ts'

/** What the results are stored with. */
export interface ResultsSource {
  db: Kysely<Database>
  /** Runs at most a few transactions of all webhooks at a time. */
  inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** Takes what changed in the walks. */
  takeWalkChanges(): WalkChanges[]
  /** The other fields of the results, as they are now. */
  describe(): Omit<Results, 'deliveries' | 'walks' | 'testId'>
  /** Until when to try again if the database fails, by `performance.now()`. */
  untilMs(): number
  /** Called after results were stored. */
  stored(): void
  /** Called after it was stored that the webhook is disabled. */
  disabled(reason: WebhookDisabledReason): void
}

const STORE_AFTER_MS = 25
const RETRY_MS = 1_000
const MAX_UNSTORED = 500

/** Collects results and stores them together, because one transaction for each would limit the rate. */
export class DeliveryResults {
  readonly #source: ResultsSource
  #deliveries: NewDelivery[] = []
  #testId: string | undefined
  /** Results that are being stored. If the database fails, the same are stored later. */
  #pending: Results | undefined
  #storing: Promise<void> | undefined
  #lastStoreMs = 0
  #isDisablingStored = false
  #isStale = false

  constructor(source: ResultsSource) {
    this.#source = source
  }

  /** Whether so many results wait to be stored that no more attempts should start. */
  get isFull(): boolean {
    return this.#deliveries.length >= MAX_UNSTORED
  }

  /** Whether this process may not store results any more: it has lost the lease, or the webhook was deleted. */
  get isStale(): boolean {
    return this.#isStale
  }

  /** Milliseconds since the last time. */
  get ageMs(): number {
    return performance.now() - this.#lastStoreMs
  }

  /** Adds the row of an attempt. `testId`: it was a test event. */
  add(delivery: NewDelivery, testId?: string): void {
    this.#deliveries.push(delivery)
    this.#testId = testId ?? this.#testId
  }

  /** Stores soon, together with what is added until then. */
  storeSoon(): void {
    const store = async () => {
      await sleep(STORE_AFTER_MS, undefined, { ref: false })
      await this.#store()
      this.#storing = undefined
      this.#source.stored()
    }
    this.#storing ??= store()
  }

  /** Stores all results. */
  async storeAll(): Promise<void> {
    await this.#storing
    await this.#store()
  }

  async #store(): Promise<void> {
    this.#lastStoreMs = performance.now()
    while (!this.#isStale) {
      this.#pending ??= this.#take()
      const results = this.#pending
      if (!results) return
      try {
        const isStored = await this.#source.inTurn(() => storeResults(this.#source.db, results))
        this.#isStale = !isStored
        this.#pending = undefined
        if (isStored) this.#noteDisabling(results.state.disabledReason)
      } catch {
        if (performance.now() >= this.#source.untilMs()) return
        await sleep(RETRY_MS, undefined, { ref: false })
      }
    }
  }

  #noteDisabling(reason: WebhookDisabledReason | undefined): void {
    if (reason === undefined || this.#isDisablingStored) return
    this.#isDisablingStored = true
    this.#source.disabled(reason)
  }

  #take(): Results | undefined {
    const walks = this.#source.takeWalkChanges()
    const others = this.#source.describe()
    const isDisabled = others.state.disabledReason !== undefined && !this.#isDisablingStored
    const isUnchanged = walks.length === 0 && this.#deliveries.length === 0 && !isDisabled
    if (isUnchanged) return undefined
    const results = { ...others, walks, deliveries: this.#deliveries, testId: this.#testId }
    this.#deliveries = []
    this.#testId = undefined
    return results
  }
}

import { msOf, type WebhookDisabledReason } from '@kinconecta/support-contracts'
import { MAX_FAILING_MS, retryAfterMs } from './retry-schedule.ts'
import type { Results } from './store-results.ts'
import type { Attempt } from './webhook-attempt.ts'
import type { WebhookRow } from './webhook-row.ts'

const GONE = 410
const TOO_MANY_REQUESTS = 429
const DEFAULT_PAUSE_MS = 5_000

/** Whether a webhook works: since when it fails, until when it is paused, and why it has to be disabled. */
export class WebhookHealth {
  #lastSuccessMs: number | undefined
  #failingSinceMs: number | undefined
  #pausedUntilMs: number | undefined
  #disabledReason: WebhookDisabledReason | undefined

  constructor(row: WebhookRow) {
    this.#lastSuccessMs = row.last_success_at === null ? undefined : msOf(row.last_success_at)
    this.#failingSinceMs = row.failing_since === null ? undefined : msOf(row.failing_since)
    this.#pausedUntilMs = row.paused_until === null ? undefined : msOf(row.paused_until)
  }

  get isDisabled(): boolean {
    return this.#disabledReason !== undefined
  }

  /** The state to store. */
  get state(): Results['state'] {
    return {
      lastSuccessMs: this.#lastSuccessMs,
      failingSinceMs: this.#failingSinceMs,
      pausedUntilMs: this.#pausedUntilMs,
      disabledReason: this.#disabledReason,
    }
  }

  isPaused(nowMs: number): boolean {
    return this.#pausedUntilMs !== undefined && nowMs < this.#pausedUntilMs
  }

  endPause(): void {
    this.#pausedUntilMs = undefined
  }

  disable(reason: WebhookDisabledReason): void {
    this.#disabledReason ??= reason
  }

  /** Takes note of an attempt. Returns the earliest time for the next one, because the receiver asks to wait. */
  note({ failure, status, retryAfter }: Attempt, nowMs: number): number {
    if (failure === undefined) {
      this.#lastSuccessMs = nowMs
      this.#failingSinceMs = undefined
      return nowMs
    }
    this.#failingSinceMs ??= nowMs
    if (status === GONE) this.disable('gone')
    else if (nowMs - this.#failingSinceMs >= MAX_FAILING_MS) this.disable('failing')
    const waitMs = retryAfterMs(retryAfter, nowMs) ?? (status === TOO_MANY_REQUESTS ? DEFAULT_PAUSE_MS : 0)
    if (waitMs > 0) this.#pausedUntilMs = Math.max(this.#pausedUntilMs ?? 0, nowMs + waitMs)
    return nowMs + waitMs
  }
}

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

// The waits before the attempts 2 to 10, as Standard Webhooks recommends: about 3 days in total.
const WAITS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]
const JITTER = 0.1
const MAX_RETRY_AFTER_MS = 24 * HOUR_MS

/** The number of attempts to deliver one event. */
export const MAX_ATTEMPTS = WAITS_MS.length + 1

/** A webhook whose deliveries have all failed for this time is disabled. */
export const MAX_FAILING_MS = 5 * 24 * HOUR_MS

/** How long to wait after this number of failed attempts, up to a tenth longer so that retries do not come together. */
export function waitAfterMs(attempts: number): number {
  return WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1]! * (1 + JITTER * Math.random())
}

/** How long a receiver asks to wait, by `Retry-After`: seconds or a date. Undefined if it does not, at most a day. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined
  const waitMs = /^\d{1,9}$/.test(header) ? Number(header) * SECOND_MS : Date.parse(header) - nowMs
  return waitMs > 0 ? Math.min(waitMs, MAX_RETRY_AFTER_MS) : undefined
}

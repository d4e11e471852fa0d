import { AbortError, isConnectionError, isSupportApiError, type SupportError } from './errors.ts'
import { errorOf } from './failures.ts'

/** The longest delay of a timer. A longer one fires immediately. */
export const MAX_TIMER_MS = 2 ** 31 - 1

const RETRIED_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504])
const MAX_RETRIES = 2
const FIRST_BACKOFF_MS = 500
const MAX_BACKOFF_MS = 8_000
// If the service asks for a longer delay, the call fails, so that the caller can decide.
const MAX_RETRY_AFTER_MS = 60_000

/**
 * Calls `tryOnce` until it succeeds, fails permanently, or was retried `maxRetries` times. Stops when `signal` fires.
 */
export async function withRetries<Result>(
  tryOnce: () => Promise<Result>,
  maxRetries: number = MAX_RETRIES,
  signal?: AbortSignal | null,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryOnce()
    } catch (error) {
      const delayMs = attempt > maxRetries ? undefined : retryDelayMs(errorOf(error), attempt)
      if (delayMs === undefined) throw error
      await wait(delayMs, signal)
    }
  }
}

/**
 * Returns the milliseconds before the next attempt; undefined if there is none. The delay is `Retry-After` if the
 * service sent it, otherwise a random part of a limit that doubles with each attempt (full jitter).
 */
export function retryDelayMs(failure: SupportError, attempt: number): number | undefined {
  if (!isTransient(failure)) return undefined
  const requested = isSupportApiError(failure) ? retryAfterMs(failure.headers.get('retry-after')) : undefined
  if (requested !== undefined) return requested <= MAX_RETRY_AFTER_MS ? requested : undefined
  return Math.random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1))
}

/** A conflict is not transient: the caller must read the current state first. */
function isTransient(failure: SupportError): boolean {
  return isConnectionError(failure) || (isSupportApiError(failure) && RETRIED_STATUSES.has(failure.status))
}

/** `Retry-After` is a number of seconds or a date (RFC 9110). */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}

/** Waits `ms` milliseconds. Rejects with an AbortError as soon as `signal` fires. */
export function wait(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new AbortError('The call was aborted while it waited for a retry'))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted) stop()
  })
}

import { AbortError, isConnectionError, isSupportApiError, type SupportError } from './errors.ts'
import { errorOf } from './failures.ts'

/** The longest a timer can run: what is longer fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1

const RETRIED_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504])
const MAX_RETRIES = 2
const FIRST_BACKOFF_MS = 500
const MAX_BACKOFF_MS = 8_000
// Who is told to wait longer than this gets the refusal instead: it is better placed to decide.
const MAX_RETRY_AFTER_MS = 60_000

/** Tries until it succeeds, fails for good, or was tried again `maxRetries` times; ends as soon as `signal` says so. */
export async function untilDone<Result>(
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
 * Milliseconds to wait before the call is tried again, undefined if it is not: what the service asks for in
 * `Retry-After`, else a random part of a bound that doubles with each attempt (full jitter).
 */
export function retryDelayMs(failure: SupportError, attempt: number): number | undefined {
  if (!mayPass(failure)) return undefined
  const asked = isSupportApiError(failure) ? retryAfterMs(failure.headers.get('retry-after')) : undefined
  if (asked !== undefined) return asked <= MAX_RETRY_AFTER_MS ? asked : undefined
  return Math.random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1))
}

/** A conflict does not pass by itself: the caller has to look first. */
function mayPass(failure: SupportError): boolean {
  return isConnectionError(failure) || (isSupportApiError(failure) && RETRIED_STATUSES.has(failure.status))
}

/** `Retry-After` is a number of seconds or a date (RFC 9110). */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}

/** Rejects with an AbortError as soon as `signal` says so. */
export function wait(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new AbortError('The call was aborted while it waited to try again'))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted) stop()
  })
}

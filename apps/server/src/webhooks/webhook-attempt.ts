import type { WebhookFailure } from '@kinconecta/support-contracts'
import { type OutboundGuard, UrlNotAllowed } from '../platform/outbound/outbound-guard.ts'
import type { OutboundAnswer, OutboundSender } from '../platform/outbound/send-outbound.ts'

/** The result of one attempt to deliver a message. */
export interface Attempt {
  /** Undefined if the receiver accepted the message. */
  failure: WebhookFailure | undefined
  status: number | undefined
  /** The header `Retry-After`. */
  retryAfter: string | undefined
  /** The first 1 KiB of the body of the answer. */
  answer: string
  durationMs: number
}

/** Sends messages to URLs of callers. */
export interface Outbound {
  guard: OutboundGuard
  sender: OutboundSender
}

export interface AttemptTo {
  url: string
  headers: Record<string, string>
  body: Buffer
  /** Ends the attempt early, when the process stops. */
  signal: AbortSignal
}

/** The longest time of an attempt, the lookup of the host and the whole answer included. */
export const ATTEMPT_TIMEOUT_MS = 15_000

const USER_AGENT = 'Kin-Support-Webhooks'

/** Makes one attempt. It is never made inside a database transaction. Rejects only if `signal` aborts. */
export async function attemptDelivery({ guard, sender }: Outbound, to: AttemptTo): Promise<Attempt> {
  const startedMs = performance.now()
  const timeout = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)
  const signal = AbortSignal.any([timeout, to.signal])
  const durationMs = () => Math.round(performance.now() - startedMs)
  try {
    const headers = { ...to.headers, 'content-type': 'application/json', 'user-agent': USER_AGENT }
    const checked = await before(signal, guard.check(to.url))
    return {
      ...attemptOf(await sender.send({ to: checked, headers, body: to.body, signal })),
      durationMs: durationMs(),
    }
  } catch (error) {
    to.signal.throwIfAborted()
    const failure = timeout.aborted ? 'timeout' : failureOf(error as NodeJS.ErrnoException)
    return { failure, status: undefined, retryAfter: undefined, answer: '', durationMs: durationMs() }
  }
}

function attemptOf({ status, headers, body }: OutboundAnswer): Omit<Attempt, 'durationMs'> {
  const isSuccess = status >= 200 && status < 300
  const failure = isSuccess ? undefined : status >= 300 && status < 400 ? 'redirect' : 'status'
  const answer = body.toString().replaceAll('\0', '')
  return { failure, status, retryAfter: headers['retry-after'], answer }
}

function failureOf(error: NodeJS.ErrnoException): WebhookFailure {
  const { code = '' } = error
  if (error instanceof UrlNotAllowed) return 'url_refused'
  if (code.startsWith('HPE_')) return 'answer'
  return /^(ERR_SSL_|ERR_TLS_|EPROTO$|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/.test(code)
    ? 'tls'
    : 'connection'
}

/** Rejects when `signal` aborts, because a lookup cannot be aborted. */
async function before<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

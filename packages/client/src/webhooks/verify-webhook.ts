import type { WebhookMessage } from '@kinconecta/support-contracts'
import { bytesOf, signedBytes, verifyingKey } from './webhook-keys.ts'

/** The headers of a request: those of `fetch`, or an object as Node's `request.headers`. */
export type WebhookRequestHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** Options of {@link verifyWebhook}. */
export interface VerifyWebhookOptions {
  /**
   * How many seconds the timestamp of the message may differ from the clock.
   * @default 300
   */
  toleranceSeconds?: number
  /**
   * The current time.
   * @default the clock
   */
  now?: Date
}

/** Why a message is not genuine. */
export type WebhookVerificationErrorCode =
  | 'HEADERS_MISSING'
  | 'TIMESTAMP_INVALID'
  | 'SIGNATURE_INVALID'
  | 'BODY_INVALID'

/** The message does not come from the service, or is too old. Answer it with 400. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError'
  readonly code: WebhookVerificationErrorCode

  constructor(code: WebhookVerificationErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

const DEFAULT_TOLERANCE_SECONDS = 300
const MAX_SIGNATURES = 20

/**
 * Verifies a message to a webhook and returns its event. `body` is the body of the request as it arrived: do not parse
 * it before. `secrets` are the secret of the webhook (`whsec_…`) or, for `v1a` signatures, its public key (`whpk_…`);
 * during a rotation, the previous one too. Messages can arrive twice: the `id` of the event stays the same.
 *
 * Rejects with a {@link WebhookVerificationError}, or with a TypeError if a secret is malformed. Uses only WebCrypto.
 * @example
 * const event = await verifyWebhook(await request.text(), request.headers, process.env.WEBHOOK_SECRET)
 * if (event.type === 'ticket.created') await welcome(event.ticketId)
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookRequestHeaders,
  secrets: string | readonly string[],
  { toleranceSeconds = DEFAULT_TOLERANCE_SECONDS, now = new Date() }: VerifyWebhookOptions = {},
): Promise<WebhookMessage> {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    valueOf(headers, `webhook-${name}`),
  )
  if (!id || !timestamp || !signatures) {
    throw new WebhookVerificationError(
      'HEADERS_MISSING',
      'webhook-id, webhook-timestamp or webhook-signature is missing',
    )
  }
  const ageSeconds = /^\d{1,12}$/.test(timestamp) ? now.getTime() / 1000 - Number(timestamp) : Number.NaN
  if (!(Math.abs(ageSeconds) <= toleranceSeconds)) {
    throw new WebhookVerificationError('TIMESTAMP_INVALID', 'webhook-timestamp is too old, in the future or malformed')
  }
  if (!(await isSigned(signedBytes(id, timestamp, body), signatures, [secrets].flat()))) {
    throw new WebhookVerificationError('SIGNATURE_INVALID', 'No signature of the message is valid')
  }
  return messageIn(body)
}

function valueOf(headers: WebhookRequestHeaders, name: string): string | undefined {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined
  const record = headers as Readonly<Record<string, string | readonly string[] | undefined>>
  const key = Object.keys(record).find((each) => each.toLowerCase() === name)
  const value = key === undefined ? undefined : record[key]
  return typeof value === 'string' ? value : value?.[0]
}

async function isSigned(
  signed: Uint8Array<ArrayBuffer>,
  signatures: string,
  secrets: readonly string[],
): Promise<boolean> {
  const sent = signatures.split(' ', MAX_SIGNATURES).map((each) => each.split(','))
  for (const secret of secrets) {
    const { scheme, algorithm, key } = await verifyingKey(secret)
    for (const [version, text = ''] of sent) {
      const signature = version === scheme ? bytesOf(text) : undefined
      // WebCrypto compares in constant time.
      if (signature && (await crypto.subtle.verify(algorithm, key, signature, signed))) return true
    }
  }
  return false
}

function messageIn(body: string | Uint8Array): WebhookMessage {
  try {
    const message: unknown = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
    if (typeof (message as WebhookMessage).type === 'string') return message as WebhookMessage
  } catch {} // not JSON
  throw new WebhookVerificationError('BODY_INVALID', 'The body of the message is not an event')
}

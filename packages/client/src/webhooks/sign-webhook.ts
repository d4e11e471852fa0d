import { base64Of, signedBytes, signingKey } from './webhook-keys.ts'

/** The headers of a message to a webhook. */
export type WebhookHeaders = Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>

/** Options of {@link signWebhook}. */
export interface SignWebhookOptions {
  /**
   * The id of the message.
   * @default a random id
   */
  id?: string
  /**
   * When the message is sent.
   * @default now
   */
  timestamp?: Date
}

/**
 * Signs a message as the service does, for tests of the code that receives messages. `keys` are secrets (`whsec_…`), and
 * private keys (`whsk_…`) for `v1a` signatures. Throws a TypeError if a key is malformed.
 * @example
 * const body = JSON.stringify(event)
 * const headers = await signWebhook(body, secret)
 * const response = await receive(new Request('https://example.com/hook', { method: 'POST', body, headers }))
 */
export async function signWebhook(
  body: string | Uint8Array,
  keys: string | readonly string[],
  { id = `msg_${crypto.randomUUID()}`, timestamp = new Date() }: SignWebhookOptions = {},
): Promise<WebhookHeaders> {
  const seconds = String(Math.floor(timestamp.getTime() / 1000))
  const signed = signedBytes(id, seconds, body)
  const signatures = await Promise.all(
    [keys].flat().map(async (text) => {
      const { scheme, algorithm, key } = await signingKey(text)
      return `${scheme},${base64Of(await crypto.subtle.sign(algorithm, key, signed))}`
    }),
  )
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures.join(' ') }
}

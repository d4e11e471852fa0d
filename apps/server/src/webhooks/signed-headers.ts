import { createHmac, sign } from 'node:crypto'
import type { Webhook } from '@kinconecta/support-contracts'
import type { SigningKeys } from './webhook-secrets.ts'

/**
 * The headers of Standard Webhooks for one attempt, with a signature for each scheme and each of `keys`: the current
 * ones, and for 24 hours after a rotation the previous ones.
 */
export function signedHeaders(
  messageId: string,
  timestampMs: number,
  body: Buffer,
  schemes: Webhook['signatures'],
  keys: readonly SigningKeys[],
): Record<string, string> {
  const timestamp = String(Math.floor(timestampMs / 1000))
  const signed = Buffer.concat([Buffer.from(`${messageId}.${timestamp}.`), body])
  const signatures = schemes.flatMap((scheme) => keys.map((key) => `${scheme},${signatureOf(scheme, signed, key)}`))
  return { 'webhook-id': messageId, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

function signatureOf(scheme: 'v1' | 'v1a', signed: Buffer, { secret, privateKey }: SigningKeys): string {
  if (scheme === 'v1') return createHmac('sha256', secret).update(signed).digest('base64')
  return sign(null, signed, privateKey).toString('base64')
}

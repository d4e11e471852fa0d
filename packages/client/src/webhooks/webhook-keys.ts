/** A key that signs or verifies one scheme of Standard Webhooks. */
export interface WebhookKey {
  scheme: 'v1' | 'v1a'
  /** WebCrypto's name of the algorithm. */
  algorithm: 'HMAC' | 'Ed25519'
  key: CryptoKey
}

const SECRET_PREFIX = 'whsec_'
const PRIVATE_PREFIX = 'whsk_'
const PUBLIC_PREFIX = 'whpk_'
const HMAC = { name: 'HMAC', hash: 'SHA-256' }
const ED25519_BYTES = 32
// The start of an Ed25519 private key in PKCS #8 (RFC 8410), before its 32 bytes.
const PKCS8_PREFIX = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32)

/** Imports a secret `whsec_…` or a public key `whpk_…`. Throws a TypeError for any other text. */
export async function verifyingKey(text: string): Promise<WebhookKey> {
  if (text.startsWith(PUBLIC_PREFIX)) {
    const bytes = keyBytes(text.slice(PUBLIC_PREFIX.length))
    const key = await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify'])
    return { scheme: 'v1a', algorithm: 'Ed25519', key }
  }
  return secretKey(text, 'verify')
}

/** Imports a secret `whsec_…` or a private key `whsk_…`. Throws a TypeError for any other text. */
export async function signingKey(text: string): Promise<WebhookKey> {
  if (!text.startsWith(PRIVATE_PREFIX)) return secretKey(text, 'sign')
  const seed = keyBytes(text.slice(PRIVATE_PREFIX.length)).subarray(0, ED25519_BYTES)
  const der = new Uint8Array(PKCS8_PREFIX.length + ED25519_BYTES)
  der.set(PKCS8_PREFIX)
  der.set(seed, PKCS8_PREFIX.length)
  const key = await crypto.subtle.importKey('pkcs8', der, 'Ed25519', false, ['sign'])
  return { scheme: 'v1a', algorithm: 'Ed25519', key }
}

async function secretKey(text: string, usage: 'sign' | 'verify'): Promise<WebhookKey> {
  if (!text.startsWith(SECRET_PREFIX)) throw new TypeError(`A secret of a webhook starts with ${SECRET_PREFIX}`)
  const bytes = keyBytes(text.slice(SECRET_PREFIX.length))
  return { scheme: 'v1', algorithm: 'HMAC', key: await crypto.subtle.importKey('raw', bytes, HMAC, false, [usage]) }
}

function keyBytes(base64: string): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(base64)
  if (!bytes || bytes.length < ED25519_BYTES) throw new TypeError('A key of a webhook has at least 32 bytes in Base64')
  return bytes
}

/** Decodes Base64. Returns undefined for other text. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

export function base64Of(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
}

/** The bytes that are signed: id, timestamp and body, with dots between them. */
export function signedBytes(id: string, timestamp: string, body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const start = new TextEncoder().encode(`${id}.${timestamp}.`)
  const end = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const signed = new Uint8Array(start.length + end.length)
  signed.set(start)
  signed.set(end, start.length)
  return signed
}

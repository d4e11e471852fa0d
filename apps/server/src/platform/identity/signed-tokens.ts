import { createHmac, timingSafeEqual } from 'node:crypto'

const SIGNATURE_BYTES = 32

/** A kind of token that the service signs. Its contents have a fixed length. */
export interface TokenKind {
  prefix: string
  /** Is signed with the contents, because one key signs all kinds. */
  purpose: string
  contentBytes: number
}

/** Signs contents as a token: the prefix, then contents and signature in base64url. */
export function signToken({ prefix, purpose }: TokenKind, contents: Buffer, key: Buffer): string {
  return prefix + Buffer.concat([contents, signatureOf(purpose, contents, key)]).toString('base64url')
}

/** Returns the contents of a token; undefined unless it was signed with this key, and spelled as it was signed. */
export function openToken(
  { prefix, purpose, contentBytes }: TokenKind,
  token: string,
  key: Buffer,
): Buffer | undefined {
  const text = token.startsWith(prefix) ? token.slice(prefix.length) : ''
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== contentBytes + SIGNATURE_BYTES || bytes.toString('base64url') !== text) return undefined
  const contents = bytes.subarray(0, contentBytes)
  return timingSafeEqual(bytes.subarray(contentBytes), signatureOf(purpose, contents, key)) ? contents : undefined
}

function signatureOf(purpose: string, contents: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`${purpose} `).update(contents).digest()
}

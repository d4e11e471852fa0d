import { createHmac, timingSafeEqual } from 'node:crypto'
import { type RatingToken, SupportError } from '@kinconecta/support-contracts'

const PREFIX = 'kinr_'
const LIFETIME_S = 30 * 86_400
const HEAD_BYTES = 20
const TOKEN_BYTES = HEAD_BYTES + 32

/** A resolution of a ticket: when it was resolved, in microseconds since 1970. */
export interface Resolution {
  ticketId: number
  resolvedAtUs: number
}

/** Makes a token that can rate a resolution. It is signed with the key of the installation, so it is not stored. */
export function ratingTokenOf({ ticketId, resolvedAtUs }: Resolution, key: Buffer, now: string): RatingToken {
  const expiresS = Math.floor(Date.parse(now) / 1000) + LIFETIME_S
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeBigUInt64BE(BigInt(ticketId), 0)
  head.writeBigInt64BE(BigInt(resolvedAtUs), 8)
  head.writeUInt32BE(expiresS, 16)
  const token = PREFIX + Buffer.concat([head, signatureOf(head, key)]).toString('base64url')
  return { token, expiresAt: new Date(expiresS * 1000).toISOString().slice(0, 19) }
}

/** Returns the resolution of a token. Throws LINK_INVALID if it is altered, forged or expired. */
export function resolutionOfToken(token: string, key: Buffer, now: string): Resolution {
  const text = token.startsWith(PREFIX) ? token.slice(PREFIX.length) : ''
  const bytes = Buffer.from(text, 'base64url')
  // Other spellings of the same bytes are refused.
  if (bytes.length !== TOKEN_BYTES || bytes.toString('base64url') !== text) throw new SupportError('LINK_INVALID')
  const head = bytes.subarray(0, HEAD_BYTES)
  const isSigned = timingSafeEqual(bytes.subarray(HEAD_BYTES), signatureOf(head, key))
  if (!isSigned || head.readUInt32BE(16) * 1000 <= Date.parse(now)) throw new SupportError('LINK_INVALID')
  return { ticketId: Number(head.readBigUInt64BE(0)), resolvedAtUs: Number(head.readBigInt64BE(8)) }
}

/** The key also signs other tokens and links, whose texts start differently. */
function signatureOf(head: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update('rating token ').update(head).digest()
}

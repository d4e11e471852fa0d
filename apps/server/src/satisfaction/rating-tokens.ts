import { type RatingToken, SupportError, timestampOf } from '@kinconecta/support-contracts'
import { openToken, signToken, type TokenKind } from '../platform/identity/signed-tokens.ts'

const KIND: TokenKind = { prefix: 'kinr_', purpose: 'rating token', contentBytes: 20 }
const LIFETIME_S = 30 * 86_400

/** A resolution of a ticket: when it was resolved, in microseconds since 1970. */
export interface Resolution {
  ticketId: number
  resolvedAtUs: number
}

/** Makes a token that can rate a resolution. It is signed with the key of the installation, so it is not stored. */
export function ratingTokenOf({ ticketId, resolvedAtUs }: Resolution, key: Buffer, now: string): RatingToken {
  const expiresS = Math.floor(Date.parse(now) / 1000) + LIFETIME_S
  const contents = Buffer.alloc(KIND.contentBytes)
  contents.writeBigUInt64BE(BigInt(ticketId), 0)
  contents.writeBigInt64BE(BigInt(resolvedAtUs), 8)
  contents.writeUInt32BE(expiresS, 16)
  return { token: signToken(KIND, contents, key), expiresAt: timestampOf(expiresS * 1000) }
}

/** Returns the resolution of a token. Throws LINK_INVALID if it is altered, forged or expired. */
export function resolutionOfToken(token: string, key: Buffer, now: string): Resolution {
  const contents = openToken(KIND, token, key)
  if (!contents || contents.readUInt32BE(16) * 1000 <= Date.parse(now)) throw new SupportError('LINK_INVALID')
  return { ticketId: Number(contents.readBigUInt64BE(0)), resolvedAtUs: Number(contents.readBigInt64BE(8)) }
}

import { type Actor, SupportError } from '@kinconecta/support-contracts'
import { type ApiKeys, isApiKey } from './api-keys.ts'
import type { TokenVerifier } from './jwt.ts'
import { networkOf } from './network-of.ts'

/** Tells who sends a request, from its `Authorization` header and its address. */
export type Identity = (authorization: string | undefined, address: string) => Promise<Actor> | Actor

/** Everyone may do everything: for development, on loopback. A token that is sent is not looked at. */
export const openIdentity: Identity = () => ANYONE

const ANYONE: Actor = { kind: 'admin', id: 'anyone' }
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i

/** A caller without a token is known by its network: an IPv4 address, or an IPv6 /64. */
export function guestAt(address: string): Actor {
  return { kind: 'guest', id: `guest:${networkOf(address)}` }
}

/** By API key or JWT; without a token, a guest. Throws TOKEN_INVALID for a token that proves nothing. */
export function tokenIdentity(verifyToken: TokenVerifier | undefined, apiKeys: ApiKeys): Identity {
  return (authorization, address) => {
    if (authorization === undefined) return guestAt(address)
    const token = BEARER.exec(authorization)?.[1]
    if (token === undefined) throw new SupportError('TOKEN_INVALID')
    if (isApiKey(token)) return apiKeys(token)
    if (!verifyToken) throw new SupportError('TOKEN_INVALID')
    return verifyToken(token)
  }
}

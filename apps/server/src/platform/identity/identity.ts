import { type Actor, SupportError } from '@kinconecta/support-contracts'
import { type ApiKeys, isApiKey } from './api-keys.ts'
import type { LookUp } from './bounded-lookups.ts'
import type { TokenVerifier } from './jwt.ts'
import { networkOf } from './network-of.ts'
import { isTicketToken, type TicketTokens } from './ticket-tokens.ts'

/** Returns the caller of a request, from its `Authorization` header and its IP address. */
export type Identity = (authorization: string | undefined, address: string) => Promise<Actor> | Actor

/** Every caller is an admin, and tokens are ignored. For development, on loopback only. */
export const openIdentity: Identity = () => ANYONE

/** The caller of an open service. */
export const ANYONE: Actor = { kind: 'admin', id: 'anyone' }
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i

/** The guest at an IP address. Guests are identified by their network: an IPv4 address, or an IPv6 /64. */
export function guestAt(address: string): Actor {
  return { kind: 'guest', id: `guest:${networkOf(address)}` }
}

/**
 * Identifies callers by API key, access token of a ticket, or JWT. A caller without an `Authorization` header is a guest. Throws or rejects with
 * TOKEN_INVALID for any other header and for an invalid token, and with the other errors of {@link TokenVerifier}.
 * Without `verifyToken`, every JWT is invalid.
 */
export function tokenIdentity(
  verifyToken: TokenVerifier | undefined,
  apiKeys: ApiKeys,
  ticketTokens: Pick<TicketTokens, 'verify'>,
  lookUp: LookUp,
): Identity {
  return (authorization, address) => {
    if (authorization === undefined) return guestAt(address)
    const token = BEARER.exec(authorization)?.[1]
    if (token === undefined) throw new SupportError('TOKEN_INVALID')
    if (isApiKey(token)) return lookUp(networkOf(address), token, () => apiKeys(token))
    if (isTicketToken(token)) return ticketToken(ticketTokens, token, address)
    if (!verifyToken) throw new SupportError('TOKEN_INVALID')
    return verifyToken(token)
  }
}

async function ticketToken({ verify }: Pick<TicketTokens, 'verify'>, token: string, address: string): Promise<Actor> {
  const ticketId = await verify(token)
  return { kind: 'ticketToken', id: `ticket:${ticketId}`, ticketId, network: networkOf(address) }
}

import { type Actor, SupportError } from '@kinconecta/support-contracts'
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { KnownAgents } from './known-agents.ts'
import { remoteKeys } from './remote-keys.ts'
import { profileOf, type TokenProfile } from './token-profile.ts'

/** The keys and claims by which tokens are verified. At least one of `secret` and `jwksUrl` is set. */
export interface TokenSources {
  /** Shared secret of HS256 tokens, 32 bytes or more. */
  secret: string | undefined
  /** URL of the public keys for tokens with an asymmetric signature. */
  jwksUrl: string | undefined
  issuer: string | undefined
  audience: string | undefined
}

/**
 * Returns the caller of a JWT. Rejects with TOKEN_INVALID, with FORBIDDEN if its role is unknown or its agent is
 * disabled, or with IDENTITY_UNAVAILABLE if its keys cannot be fetched.
 */
export type TokenVerifier = (token: string) => Promise<Actor> | Actor

const CLOCK_SKEW_S = 30
const MAX_CACHED_TOKENS = 10_000
const CACHED_MS = 60_000 // a token is verified again after this time, in case its key was withdrawn
const ASYMMETRIC = ['RS256', 'PS256', 'ES256', 'EdDSA']

const MemberId = z
  .string()
  .regex(/^[1-9]\d{0,15}$/)
  .transform(Number)
  .pipe(z.int())

/**
 * Verifies JWTs. The configuration determines the accepted algorithms (RFC 8725); the header of a token only selects
 * one of them. Callers of verified tokens are cached for up to 60 s, but not longer than the token is valid. Agents are
 * checked for every call.
 */
export function tokenVerifier(
  { secret, jwksUrl, issuer, audience }: TokenSources,
  admitAgent: KnownAgents = (actor) => actor,
): TokenVerifier {
  let verified = tokenCache()
  // Replaces the cache: a verification that is in progress with the old keys adds its token to the old cache.
  const forgetTokens = () => {
    verified = tokenCache()
  }
  const secretKey = secret === undefined ? undefined : new TextEncoder().encode(secret)
  const publicKey = jwksUrl === undefined ? undefined : remoteKeys(new URL(jwksUrl), forgetTokens)
  const algorithms = [...(secretKey ? ['HS256'] : []), ...(publicKey ? ASYMMETRIC : [])]
  const keyOf: JWTVerifyGetKey = (header, token) => {
    if (header.alg === 'HS256' && secretKey) return secretKey
    return publicKey!(header, token)
  }
  const verify = async (token: string): Promise<VerifiedToken> => {
    const options = { algorithms, issuer, audience, clockTolerance: CLOCK_SKEW_S, requiredClaims: ['exp', 'sub'] }
    const cache = verified
    const { payload } = await jwtVerify(token, keyOf, options).catch(refuse)
    const caller = { actor: actorOf(payload), profile: profileOf({ name: payload.name, email: payload.email }) }
    const ttl = Math.min(CACHED_MS, payload.exp! * 1000 - Date.now())
    if (ttl > 0) cache.set(token, caller, { ttl })
    return caller
  }
  const admit = ({ actor, profile }: VerifiedToken) => admitAgent(actor, profile)
  return (token) => {
    const cached = verified.get(token)
    return cached ? admit(cached) : verify(token).then(admit)
  }
}

interface VerifiedToken {
  actor: Actor
  profile: TokenProfile
}

/** Entries expire by the wall clock (`Date`), like `exp`. */
function tokenCache(): LRUCache<string, VerifiedToken> {
  return new LRUCache({ max: MAX_CACHED_TOKENS, perf: Date })
}

function actorOf({ sub, role, exp }: JWTPayload): Actor {
  const expiresAtMs = (exp! + CLOCK_SKEW_S) * 1000
  if (role === 'GUIDE' || role === 'TOURIST') {
    const id = MemberId.safeParse(sub)
    if (!id.success) throw new SupportError('TOKEN_INVALID')
    return { kind: 'member', id: `member:${id.data}`, userId: id.data, role, expiresAtMs }
  }
  if (typeof sub !== 'string' || !/^[^\p{C}]{1,200}$/u.test(sub)) throw new SupportError('TOKEN_INVALID')
  if (role === 'AGENT') return { kind: 'agent', id: `agent:${sub}`, expiresAtMs }
  if (role === 'ADMIN') return { kind: 'admin', id: `admin:${sub}`, expiresAtMs }
  throw new SupportError('FORBIDDEN', "The token's role is unknown")
}

/** Throws TOKEN_INVALID without the reason, because the reason would help to forge tokens. */
function refuse(cause: unknown): never {
  if (cause instanceof SupportError) throw cause
  const isOurs = cause instanceof errors.JOSEError || cause instanceof TypeError
  throw isOurs ? new SupportError('TOKEN_INVALID', undefined, { cause }) : cause
}

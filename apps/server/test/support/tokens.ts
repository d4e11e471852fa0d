import { SignJWT } from 'jose'
import type { TokenSources } from '../../src/platform/identity/jwt.ts'

/** The token configuration of closed test services. */
export const tokenSources: TokenSources = {
  secret: 'a secret of tests, long enough to be one',
  jwksUrl: undefined,
  issuer: undefined,
  audience: undefined,
}

export const secretKey = new TextEncoder().encode(tokenSources.secret)

/** Signs a token like those of the marketplace. */
export function tokenOf(sub: string, role: string, claims: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT({ email: 'someone@example.com', role, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(secretKey)
}

/** The `Authorization` header for a token; no header for a guest. */
export function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

import { SignJWT } from 'jose'
import type { TokenSources } from '../../src/platform/identity/jwt.ts'

/** What closed services of tests trust. */
export const tokenSources: TokenSources = {
  secret: 'a secret of tests, long enough to be one',
  jwksUrl: undefined,
  issuer: undefined,
  audience: undefined,
}

export const secretKey = new TextEncoder().encode(tokenSources.secret)

/** A token as the marketplace issues it. */
export function tokenOf(sub: string, role: string): Promise<string> {
  return new SignJWT({ email: 'someone@example.com', role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(secretKey)
}

/** The header of a token, or of none for a guest. */
export function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

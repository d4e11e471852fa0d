import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiKeys } from '../../platform/identity/api-keys.ts'
import type { TokenVerifier } from '../../platform/identity/jwt.ts'
import type { OidcSignIn } from '../../platform/identity/oidc.ts'
import type { SignedIn } from '../../platform/identity/sessions/sessions.ts'

/** The ways to sign in at the console that are configured. */
export interface SignInWays {
  /** Users with an account at an identity provider. */
  oidc?: OidcSignIn | undefined
  /** Users whom the marketplace hands over with their JWT. */
  handOver?: HandOver | undefined
  /** Whoever has an API key. */
  keys?: ApiKeys | undefined
}

export interface HandOver {
  verifyToken: TokenVerifier
  /** The origins of the pages that may hand over. */
  origins: readonly string[]
  /** The page of the marketplace to which users go to be handed over. */
  url: string | undefined
}

/** Starts a session and sends its cookie. Ends the session that the browser had. */
export type StartSession = (request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn) => Promise<void>

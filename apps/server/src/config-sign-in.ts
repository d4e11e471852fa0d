import { isLoopback } from './config-addresses.ts'
import type { OidcOptions } from './platform/identity/oidc.ts'
import { StartupError } from './platform/startup-error.ts'

/** The ways to sign in at the console. */
export interface SignInConfig {
  oidc: OidcOptions | undefined
  handOver: { origins: readonly string[]; url: string | undefined } | undefined
  /** Whether API keys are exchanged for sessions. */
  hasKeys: boolean
}

interface SignInVariables {
  OIDC_ISSUER?: string | undefined
  OIDC_CLIENT_ID?: string | undefined
  OIDC_CLIENT_SECRET?: string | undefined
  OIDC_SCOPE: string
  OIDC_ROLE_CLAIM: string
  OIDC_AGENT_ROLE: string
  OIDC_ADMIN_ROLE: string
  HANDOVER_ORIGINS?: string[] | undefined
  HANDOVER_URL?: string | undefined
  CONSOLE_KEYS: 'on' | 'off'
}

/** Reads the ways to sign in. Throws a StartupError for combinations that cannot work. */
export function signInOf(env: SignInVariables, hasTokens: boolean): SignInConfig {
  const handOver = env.HANDOVER_ORIGINS && { origins: env.HANDOVER_ORIGINS, url: env.HANDOVER_URL }
  if (handOver && !hasTokens) throw new StartupError('HANDOVER_ORIGINS is set, but neither JWT_SECRET nor JWT_JWKS_URL')
  if (env.HANDOVER_URL !== undefined && !handOver)
    throw new StartupError('HANDOVER_URL is set, but HANDOVER_ORIGINS is not')
  return { oidc: oidcOf(env), handOver, hasKeys: env.CONSOLE_KEYS === 'on' }
}

/** Throws if the cookie of a session would be sent over a network without TLS. */
export function refuseInsecureSignIn({ oidc, handOver, hasKeys }: SignInConfig, publicUrl: string, host: string): void {
  if (publicUrl.startsWith('https:') || isLoopback(host) || !(oidc || handOver || hasKeys)) return
  throw new StartupError('Signing in at the console needs an https PUBLIC_URL, unless HOST is a loopback address')
}

function oidcOf(env: SignInVariables): OidcOptions | undefined {
  if (env.OIDC_ISSUER === undefined) return undefined
  if (env.OIDC_CLIENT_ID === undefined) throw new StartupError('OIDC_ISSUER is set, but OIDC_CLIENT_ID is not')
  return {
    issuer: env.OIDC_ISSUER,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret: env.OIDC_CLIENT_SECRET,
    scope: env.OIDC_SCOPE,
    roleClaim: env.OIDC_ROLE_CLAIM,
    agentRole: env.OIDC_AGENT_ROLE,
    adminRole: env.OIDC_ADMIN_ROLE,
  }
}

import { type Actor, SupportError } from '@kinconecta/support-contracts'
import * as oidc from 'openid-client'
import { fetchBounded } from '../outbound/fetch-bounded.ts'
import type { SignedIn } from './sessions/sessions.ts'

/** A provider of identities (OpenID Connect), and what its claims mean. */
export interface OidcOptions {
  issuer: string
  clientId: string
  /** Undefined for a public client, which is protected by PKCE alone. */
  clientSecret: string | undefined
  scope: string
  /** The claim with the role: a string, or an array of strings. */
  roleClaim: string
  agentRole: string
  adminRole: string
}

/** What has to be remembered until the user comes back from the provider. */
export interface OidcState {
  state: string
  nonce: string
  verifier: string
}

/** Signs users in with the authorization code flow and PKCE. */
export interface OidcSignIn {
  /** Returns the address of the provider to which the user is sent, and what has to be remembered. */
  start(redirectUri: string): Promise<{ url: string; state: OidcState }>
  /** Returns who came back at this address. Rejects with TOKEN_INVALID, FORBIDDEN or IDENTITY_UNAVAILABLE. */
  finish(returned: URL, state: OidcState): Promise<SignedIn>
}

const TIMEOUT_S = 5
const KEPT_MS = 3_600_000
const MAX_ANSWER_BYTES = 1024 * 1024

export function oidcSignIn(options: OidcOptions): OidcSignIn {
  const provider = keptFor(KEPT_MS, () => discover(options))
  return {
    async start(redirectUri) {
      const state = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() }
      const url = oidc.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: options.scope,
        state: state.state,
        nonce: state.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(state.verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, state }
    },
    async finish(returned, { state, nonce, verifier }) {
      const configuration = await provider()
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true }
      const tokens = await oidc.authorizationCodeGrant(configuration, returned, checks).catch(refuse)
      const { sub, ...claims } = { ...tokens.claims()! }
      const hasRole = claims[options.roleClaim] !== undefined
      const canAsk = configuration.serverMetadata().userinfo_endpoint !== undefined
      const more =
        hasRole || !canAsk ? {} : await oidc.fetchUserInfo(configuration, tokens.access_token, sub).catch(refuse)
      return signedInAs(sub, { ...more, ...claims }, options)
    },
  }
}

function discover({ issuer, clientId, clientSecret }: OidcOptions): Promise<oidc.Configuration> {
  const url = new URL(issuer)
  const authentication = clientSecret === undefined ? oidc.None() : undefined
  // The configuration accepts http on loopback only.
  const execute = url.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
  return oidc
    .discovery(url, clientId, clientSecret, authentication, {
      execute,
      timeout: TIMEOUT_S,
      [oidc.customFetch]: (address, request) => fetchBounded(address, request as RequestInit, MAX_ANSWER_BYTES),
    })
    .catch((cause: unknown) => {
      throw new SupportError('IDENTITY_UNAVAILABLE', 'The identity provider does not respond', { cause })
    })
}

/** Returns a function that loads again after some time. A failed load is not kept. */
function keptFor<Loaded>(ms: number, load: () => Promise<Loaded>): () => Promise<Loaded> {
  let kept: { loading: Promise<Loaded>; untilMs: number } | undefined
  return () => {
    if (kept && performance.now() < kept.untilMs) return kept.loading
    const loading = load()
    kept = { loading, untilMs: performance.now() + ms }
    loading.catch(() => {
      kept = undefined
    })
    return loading
  }
}

function signedInAs(sub: string, claims: Record<string, unknown>, options: OidcOptions): SignedIn {
  if (!/^[^\p{C}]{1,200}$/u.test(sub)) throw new SupportError('TOKEN_INVALID')
  const roles = new Set([claims[options.roleClaim]].flat())
  const kind = roles.has(options.adminRole) ? 'admin' : roles.has(options.agentRole) ? 'agent' : undefined
  if (kind === undefined) throw new SupportError('FORBIDDEN', 'The account has no role in the support team')
  const actor: Actor = { kind, id: `${kind}:${sub}` }
  return { actor, name: textOf(claims['name']), email: textOf(claims['email']) }
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim !== '' ? claim : undefined
}

/** The reason is for the log: it would help to forge answers. */
function refuse(cause: unknown): never {
  throw new SupportError(isUnavailable(cause) ? 'IDENTITY_UNAVAILABLE' : 'TOKEN_INVALID', undefined, { cause })
}

/** Whether the provider could not be reached, did not answer in time, or failed. The library wraps the reason. */
function isUnavailable(reason: unknown): boolean {
  if (reason instanceof Response) return reason.status >= 500
  if (!(reason instanceof Error)) return false
  return reason instanceof TypeError || reason.name === 'TimeoutError' || isUnavailable(reason.cause)
}

import type { Kysely } from 'kysely'
import type { SignInWays } from '../../src/http/console/sign-in-ways.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { apiKeys } from '../../src/platform/identity/api-keys.ts'
import { knownAgents } from '../../src/platform/identity/known-agents.ts'
import { tokenVerifier } from '../../src/platform/identity/jwt.ts'
import type { TestService } from './harness.ts'
import { tokenOf, tokenSources } from './tokens.ts'

/** The origin of the marketplace's pages. */
export const MARKETPLACE = 'https://kinconecta.example'

/** What browsers send with requests of a page to its own server. */
export const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }

/** API keys, and the hand-over of the marketplace's tokens (`tokens.ts`). */
export const keysAndHandOver = (db: Kysely<Database>): SignInWays => ({
  keys: apiKeys(db),
  handOver: { verifyToken: tokenVerifier(tokenSources, knownAgents(db)), origins: [MARKETPLACE], url: undefined },
})

/** Posts the form with which the marketplace hands over a user. */
export function handOver(
  { url }: TestService,
  token: string,
  { origin = MARKETPLACE, ...form }: { origin?: string; return?: string } = {},
): Promise<Response> {
  return fetch(`${url}/console/session/hand_over`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
    body: new URLSearchParams({ token, ...form }),
  })
}

/** The cookie of a new session of somebody who was handed over. */
export async function handedOver(service: TestService, sub: string, role: string): Promise<{ cookie: string }> {
  return cookieOf(await handOver(service, await tokenOf(sub, role)))
}

/** The cookie that a response sets, as a header of later requests. */
export function cookieOf({ headers }: { headers: Headers }): { cookie: string } {
  return { cookie: headers.getSetCookie()[0]!.split(';', 1)[0]! }
}

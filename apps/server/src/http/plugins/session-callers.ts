import { type Actor, SupportError } from '@kinconecta/support-contracts'
import type { FastifyRequest } from 'fastify'
import type { LookUp } from '../../platform/identity/bounded-lookups.ts'
import { networkOf } from '../../platform/identity/network-of.ts'
import type { Session, Sessions } from '../../platform/identity/sessions/sessions.ts'
import type { SessionCookies } from './session-cookies.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The caller of a request with a session; undefined if the request has none, or has a token, which wins. */
export type SessionCaller = (request: FastifyRequest, operations: readonly string[]) => Promise<Actor> | undefined

/**
 * Refuses with FORBIDDEN if a page of another site sent it, and with TOKEN_INVALID if the session has ended. An open
 * server has no sessions.
 */
export function sessionCaller(sessions: Sessions | undefined, cookies: SessionCookies, lookUp: LookUp): SessionCaller {
  return (request, operations) => {
    if (!sessions || request.headers.cookie === undefined || request.headers.authorization !== undefined)
      return undefined
    const token = cookies.session.read(request)
    if (token === undefined || token === '') return undefined
    const isUse = !operations.includes('events.stream')
    return lookUp(networkOf(request.ip), token, () => callerOf(sessions, request, token, isUse))
  }
}

async function callerOf(sessions: Sessions, request: FastifyRequest, token: string, isUse: boolean): Promise<Actor> {
  refuseOtherSites(request)
  const session = await sessions.find(token, isUse)
  if (!session) throw new SupportError('TOKEN_INVALID', 'The session has ended')
  return session.actor
}

/** The session of a request to a page of the console; undefined if there is none. */
export async function sessionOf(
  request: FastifyRequest,
  sessions: Sessions,
  cookies: SessionCookies,
): Promise<Session | undefined> {
  const token = cookies.session.read(request)
  return token === undefined ? undefined : sessions.find(token, true)
}

/**
 * Refuses a change that a page of another site sent with the cookie of the user. Browsers say where a request comes
 * from: by `Sec-Fetch-Site`; those that do not, by `Origin`.
 */
export function refuseOtherSites(request: FastifyRequest): void {
  if (SAFE.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  const isOwn = site === undefined ? isOwnOrigin(request) : site === 'same-origin'
  if (!isOwn) throw new SupportError('FORBIDDEN', 'With a session, only pages of this service may change something')
}

function isOwnOrigin(request: FastifyRequest): boolean {
  const { origin } = request.headers
  return origin !== undefined && origin === URL.parse(request.server.publicAddresses.baseOf(request))?.origin
}

import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { OidcSignIn } from '../../platform/identity/oidc.ts'
import { logFailure } from '../plugins/request-log.ts'
import type { CookieKind } from '../plugins/session-cookies.ts'
import { ownPath, returnPathOf, signInPath } from './return-path.ts'
import type { StartSession } from './sign-in-ways.ts'

const CALLBACK = '/console/session/oidc/callback'

const Started = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), returnPath: z.string() })

/**
 * Sends users to the identity provider, and starts a session when they come back. What belongs to the round trip is in
 * a cookie of its own, because the browser does not send the one of the session with a link of another site.
 */
export function oidcRoutes(app: FastifyInstance, oidc: OidcSignIn, cookie: CookieKind, start: StartSession): void {
  const { prefix } = app.publicAddresses
  const callbackOf = (request: FastifyRequest) => app.publicAddresses.baseOf(request) + CALLBACK
  app.get('/console/session/oidc', async (request, reply) => {
    const returnPath = returnPathOf(request)
    try {
      const { url, state } = await oidc.start(callbackOf(request))
      cookie.set(reply, Buffer.from(JSON.stringify({ ...state, returnPath })).toString('base64url'))
      return reply.redirect(url)
    } catch (error) {
      return reply.redirect(prefix + signInPath(codeOf(error, request), returnPath))
    }
  })
  app.get(CALLBACK, async (request, reply) => {
    const started = startedIn(cookie.read(request))
    const returnPath = ownPath(started?.returnPath ?? '')
    cookie.clear(reply)
    try {
      if (!started) throw new SupportError('TOKEN_INVALID', 'The sign-in took too long, or began in another browser')
      const returned = new URL(callbackOf(request) + queryOf(request))
      await start(request, reply, await oidc.finish(returned, started))
      return reply.redirect(prefix + returnPath)
    } catch (error) {
      return reply.redirect(prefix + signInPath(codeOf(error, request), returnPath))
    }
  })
}

function queryOf({ raw }: FastifyRequest): string {
  const { url = '' } = raw
  return url.includes('?') ? url.slice(url.indexOf('?')) : ''
}

function startedIn(value: string | undefined): z.infer<typeof Started> | undefined {
  try {
    return Started.parse(JSON.parse(Buffer.from(value ?? '', 'base64url').toString()))
  } catch {
    return undefined
  }
}

/** The code that the page shows as a sentence. Any other error is a bug, and goes to the log. */
function codeOf(error: unknown, request: FastifyRequest): string {
  if (error instanceof SupportError) return error.code
  logFailure(request, error, { status: 500, code: 'INTERNAL', detail: 'Sign-in failed' })
  return 'INTERNAL'
}

import { type Actor, agentIdOf, SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Session, Sessions, SignedIn } from '../../platform/identity/sessions/sessions.ts'
import type { SessionCookies } from '../plugins/session-cookies.ts'
import { refuseOtherSites, sessionOf } from '../plugins/session-callers.ts'
import { handOverRoute } from './hand-over-route.ts'
import { oidcRoutes } from './oidc-routes.ts'
import type { SignInWays, StartSession } from './sign-in-ways.ts'

/** What the routes of sessions need. */
export interface SessionRoutes {
  sessions: Sessions
  cookies: SessionCookies
  ways: SignInWays
  /** Set if the server is open: then everybody is this caller, and nobody signs in. */
  everybody: Actor | undefined
}

const KeySignIn = z.object({ key: z.string().min(1).max(200) })
const SignOut = z.object({ everywhere: z.boolean().default(false) })

/** Says who is signed in at the console, signs in and signs out, below `/console/session`. */
export function sessionRoutes(app: FastifyInstance, { sessions, cookies, ways, everybody }: SessionRoutes): void {
  const found = (request: FastifyRequest) => sessionOf(request, sessions, cookies)
  app.get('/console/session', async (request, reply) => {
    const session = everybody ? undefined : await found(request)
    return reply.send(describe(ways, everybody, session))
  })
  if (everybody) return
  app.post('/console/session/sign_out', async (request, reply) => {
    refuseOtherSites(request)
    const { everywhere } = parse(SignOut, request.body ?? {})
    const session = await found(request)
    if (session) await (everywhere ? sessions.endAll(session) : sessions.end(session))
    cookies.session.clear(reply)
    return describe(ways, undefined, undefined)
  })
  const start: StartSession = async (request, reply, signedIn) => {
    const token = await sessions.create(signedIn)
    const before = await found(request)
    if (before) await sessions.end(before)
    cookies.session.set(reply, token)
  }
  const { keys, handOver, oidc } = ways
  if (keys) {
    app.post('/console/session/key', async (request, reply) => {
      refuseOtherSites(request)
      const actor = await keys(parse(KeySignIn, request.body).key)
      await start(request, reply, { actor: deskKey(actor) })
      return reply.code(204).send()
    })
  }
  if (handOver) app.register(async (scope) => handOverRoute(scope, handOver, start))
  if (oidc) oidcRoutes(app, oidc, cookies.signIn, start)
}

function describe({ oidc, handOver, keys }: SignInWays, everybody: Actor | undefined, session: Session | undefined) {
  const actor = everybody ?? session?.actor
  return {
    isOpen: everybody !== undefined,
    ways: { oidc: oidc !== undefined, handOverUrl: handOver?.url ?? null, key: keys !== undefined },
    caller: actor ? { ...callerOf(actor), name: session?.name ?? null, email: session?.email ?? null } : null,
    expiresAt: session?.expiresAt ?? null,
  }
}

/** The id of an agent is the `sub` of its token. */
function callerOf(actor: Actor) {
  const { kind, id } = actor
  return { kind, id, agentId: agentIdOf(actor) ?? null, scopes: actor.kind === 'service' ? actor.scopes : null }
}

/** A key without a scope of the desk belongs to a program, and would open a console in which nothing works. */
function deskKey(actor: Actor): SignedIn['actor'] {
  if (actor.kind === 'service' && actor.scopes.includes('desk:read')) return actor
  throw new SupportError('FORBIDDEN', 'The API key needs the scope desk:read')
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new SupportError('REQUEST_MALFORMED', 'The body does not have the expected fields')
}

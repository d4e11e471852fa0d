import { type Actor, SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'
import { decodeJwt } from 'jose'
import type { SignedIn } from '../../platform/identity/sessions/sessions.ts'
import { ownPath, signInPath } from './return-path.ts'
import type { HandOver, StartSession } from './sign-in-ways.ts'

const KIB = 1024
const FORM = 'application/x-www-form-urlencoded'

/**
 * Accepts a form that a page of the marketplace posts with the JWT of its user in the field `token`. Only pages of the
 * configured origins may send it, so that nobody can sign a user in to an account of an attacker.
 */
export function handOverRoute(app: FastifyInstance, { verifyToken, origins }: HandOver, start: StartSession): void {
  const { prefix } = app.publicAddresses
  const listed = new Set(origins)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: 16 * KIB }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)))
  })
  app.post('/console/session/hand_over', { config: { bodyType: FORM } }, async (request, reply) => {
    const { origin } = request.headers
    if (origin === undefined || !listed.has(origin)) {
      throw new SupportError('FORBIDDEN', 'Pages of this origin may not hand over users; see HANDOVER_ORIGINS')
    }
    const form = (request.body ?? new URLSearchParams()) as URLSearchParams
    const returnPath = ownPath(form.get('return') ?? '')
    const token = form.get('token') ?? ''
    try {
      await start(request, reply, { actor: staff(await verifyToken(token)), ...profileOf(token) })
    } catch (error) {
      if (!(error instanceof SupportError)) throw error
      return reply.redirect(prefix + signInPath(error.code, returnPath), 303)
    }
    return reply.redirect(prefix + returnPath, 303)
  })
}

/** The session has its own end: the one of the token is for calls that carry it. */
function staff(actor: Actor): SignedIn['actor'] {
  if (actor.kind === 'agent' || actor.kind === 'admin') return { kind: actor.kind, id: actor.id }
  throw new SupportError('FORBIDDEN', 'The account has no role in the support team')
}

function profileOf(verifiedToken: string): Pick<SignedIn, 'name' | 'email'> {
  const { name, email } = decodeJwt(verifiedToken)
  return {
    name: typeof name === 'string' ? name : undefined,
    email: typeof email === 'string' ? email : undefined,
  }
}

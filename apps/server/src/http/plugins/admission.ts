import { type Actor, SupportError } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { guestAt, type Identity, openIdentity } from '../../platform/identity/identity.ts'
import type { CountCalls } from './rate-limits.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set before anything else looks at the request. */
    actor: Actor
  }
}

/** Calls `done` with what keeps the request out, or with nothing: at once where the caller is known already. */
type Admit = (
  request: FastifyRequest,
  reply: FastifyReply,
  operations: readonly string[],
  done: (refusal?: Error) => void,
) => void

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/**
 * Lets a request in before its body is read: sets `request.actor` and counts its calls. A token that proves nothing
 * counts as its address's. An open server answers to names of its machine alone, so that no web page can reach it
 * under a name of its own (DNS rebinding).
 */
export function admission(identity: Identity, countCalls: CountCalls): Admit {
  return (request, reply, operations, done) => {
    if (identity === openIdentity && !LOOPBACK.test(request.hostname)) return done(notByThisName())
    const refusalOf = (actor: Actor, refusal?: Error) => {
      request.actor = actor
      return countCalls(request, reply, operations) ?? refusal
    }
    const guestRefusal = (refusal: Error) => refusalOf(guestAt(request.ip), refusal)
    const actor = actorOf(identity, request)
    if (actor instanceof Error) return done(guestRefusal(actor))
    if (actor instanceof Promise) return decide(actor.then(refusalOf, guestRefusal), request, done)
    return done(refusalOf(actor))
  }
}

/** Calls `done` once. An error thrown by `done` itself ends the connection, not the process. */
function decide(
  refusal: Promise<Error | undefined>,
  { log, id, raw }: FastifyRequest,
  done: (refusal?: Error) => void,
): void {
  refusal.then(done, done).catch((error: unknown) => {
    log.error({ requestId: id, err: error }, 'The request could not be continued')
    raw.destroy()
  })
}

function actorOf(identity: Identity, { headers, ip }: FastifyRequest): ReturnType<Identity> | Error {
  try {
    return identity(headers.authorization, ip)
  } catch (refusal) {
    return refusal as Error
  }
}

function notByThisName(): SupportError {
  return new SupportError('FORBIDDEN', 'This server is open, and answers to localhost and its loopback address alone')
}

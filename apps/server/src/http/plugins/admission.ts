import type { Actor } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { guestAt, type Identity } from '../../platform/identity/identity.ts'
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

/**
 * Lets a request in before its body is read: sets `request.actor` and counts its calls. A token that proves nothing
 * counts as its address's.
 */
export function admission(identity: Identity, countCalls: CountCalls): Admit {
  return (request, reply, operations, done) => {
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

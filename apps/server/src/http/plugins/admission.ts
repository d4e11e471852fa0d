import type { Actor } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { guestAt, type Identity } from '../../platform/identity/identity.ts'
import type { CallCounts } from './rate-limits.ts'

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
export function admission(identity: Identity, { countCalls }: CallCounts): Admit {
  return (request, reply, operations, done) => {
    const refusalOf = (actor: Actor, refusal?: Error) => {
      request.actor = actor
      const tooMany = countCalls(request, reply, operations)
      return tooMany instanceof Promise ? tooMany.then((late) => late ?? refusal) : (tooMany ?? refusal)
    }
    const guestRefusal = (refusal: Error) => refusalOf(guestAt(request.ip), refusal)
    const settle = (refusal: Error | undefined | Promise<Error | undefined>) =>
      refusal instanceof Promise ? void finish(refusal, request, done) : done(refusal)
    const actor = actorOf(identity, request)
    if (actor instanceof Error) return settle(guestRefusal(actor))
    if (actor instanceof Promise) return settle(actor.then(refusalOf, guestRefusal))
    return settle(refusalOf(actor))
  }
}

/** Calls `done` once and never rejects: an error thrown by `done` itself ends the connection, not the process. */
async function finish(
  admitted: Promise<Error | undefined>,
  { log, id, raw }: FastifyRequest,
  done: (refusal?: Error) => void,
): Promise<void> {
  const refusal = await admitted.catch((error: unknown) => error as Error)
  try {
    done(refusal)
  } catch (error) {
    log.error({ requestId: id, err: error }, 'The request could not be continued')
    raw.destroy()
  }
}

function actorOf(identity: Identity, { headers, ip }: FastifyRequest): ReturnType<Identity> | Error {
  try {
    return identity(headers.authorization, ip)
  } catch (refusal) {
    return refusal as Error
  }
}

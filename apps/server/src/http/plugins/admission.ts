import { type Actor, SupportError } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { guestAt, type Identity } from '../../platform/identity/identity.ts'
import { WINDOW_S } from './limit-stores.ts'
import type { CallCounts } from './rate-limits.ts'
import type { SessionCaller } from './session-callers.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller. Set by the admission of the request, before other code reads it. */
    actor: Actor
  }
}

/** Calls `done` with the refusal, or with undefined. The call is synchronous if nothing has to be awaited. */
type Admit = (
  request: FastifyRequest,
  reply: FastifyReply,
  operations: readonly string[],
  done: (refusal?: Error) => void,
) => void

/**
 * Returns the function that admits a request before its body is read: it sets `request.actor` and counts the calls. A
 * request with an invalid token or session is refused, and counts as a request of a guest at its address.
 */
export function admission(identity: Identity, callerOfSession: SessionCaller, { countCalls }: CallCounts): Admit {
  return (request, reply, operations, done) => {
    const refusalOf = (actor: Actor, refusal?: Error) => {
      request.actor = actor
      const tooMany = countCalls(request, reply, operations)
      return tooMany instanceof Promise ? tooMany.then((late) => late ?? refusal) : (tooMany ?? refusal)
    }
    const guestRefusal = (refusal: Error) => {
      const isLimited = refusal instanceof SupportError && refusal.code === 'RATE_LIMITED'
      if (isLimited) reply.header('retry-after', WINDOW_S)
      return refusalOf(guestAt(request.ip), refusal)
    }
    const settle = (refusal: Error | undefined | Promise<Error | undefined>) =>
      refusal instanceof Promise ? void finish(refusal, request, done) : done(refusal)
    const actor = callerOfSession(request, operations) ?? actorOf(identity, request)
    if (actor instanceof Error) return settle(guestRefusal(actor))
    if (actor instanceof Promise) return settle(actor.then(refusalOf, guestRefusal))
    return settle(refusalOf(actor))
  }
}

/** Calls `done` once and never rejects. If `done` throws, the connection is closed and the process continues. */
async function finish(
  admitted: Promise<Error | undefined>,
  { log, id, raw }: FastifyRequest,
  done: (refusal?: Error) => void,
): Promise<void> {
  const refusal = await admitted.catch((error: unknown) => error as Error)
  try {
    done(refusal)
  } catch (error) {
    log.error({ requestId: id, err: error }, 'Error after admission; the connection was closed')
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

import { type Actor, SupportError } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { guestAt, type Identity, openIdentity } from '../identity/identity.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set before anything else looks at the request. */
    actor: Actor
  }
}

type PerRequest = (request: FastifyRequest, reply: FastifyReply, operations: readonly string[]) => Promise<void>

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/**
 * Lets a request in before its body is read: sets `request.actor` and counts its calls. A token that proves nothing
 * counts as its address's. An open server answers to names of its machine alone, so that no web page can reach it
 * under a name of its own (DNS rebinding).
 */
export function admission(identity: Identity, takeCalls: PerRequest): PerRequest {
  return async (request, reply, operations) => {
    if (identity === openIdentity && !LOOPBACK.test(request.hostname)) {
      throw new SupportError(
        'FORBIDDEN',
        'This server is open, and answers to localhost and its loopback address alone',
      )
    }
    let refusal: unknown
    try {
      request.actor = await identity(request.headers.authorization, request.ip)
    } catch (error) {
      request.actor = guestAt(request.ip)
      refusal = error
    }
    await takeCalls(request, reply, operations)
    if (refusal) throw refusal
  }
}

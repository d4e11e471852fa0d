import { type Actor, type Operation, SupportError } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../calls/call.ts'
import { type Identity, openIdentity } from '../identity/identity.ts'
import { entityTagOf, ifMatchVersions } from './entity-tags.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set before anything else looks at the request. */
    actor: Actor
  }
}

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/

type TakeCalls = (request: FastifyRequest, reply: FastifyReply, operations: readonly string[]) => Promise<void>
type Admit = TakeCalls

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/**
 * Lets a request in before its body is read: sets `request.actor` and counts its calls. A token that proves nothing
 * counts as its address's. An open server answers to names of its machine alone, so that no web page can reach it
 * under a name of its own (DNS rebinding).
 */
export function admission(identity: Identity, takeCalls: TakeCalls): Admit {
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
      request.actor = { kind: 'guest', id: `guest:${request.ip}` }
      refusal = error
    }
    await takeCalls(request, reply, operations)
    if (refusal) throw refusal
  }
}

/** What a request brings beside the input. A change may carry an `Idempotency-Key`, and over REST `If-Match`. */
export function callOf(request: FastifyRequest, type: Operation['type'], door: 'rest' | 'rpc'): Call {
  const isChange = type === 'mutation'
  return {
    requestId: request.id,
    actor: request.actor,
    idempotencyKey: isChange ? idempotencyKeyOf(request.headers['idempotency-key']) : undefined,
    ifVersions: isChange && door === 'rest' ? ifMatchVersions(request.headers['if-match']) : undefined,
    outcome: {},
  }
}

/** Says in headers what the body cannot: the version, and whether this answer was given before. */
export function tellOutcome(reply: FastifyReply, { outcome }: Call): void {
  if (outcome.version !== undefined) reply.header('etag', entityTagOf(outcome.version))
  if (outcome.isReplayed) reply.header('idempotency-replayed', 'true')
}

/** Quoted (an RFC 8941 string) or bare; the same key either way. */
function idempotencyKeyOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const text = String(header)
  const key = /^".*"$/.test(text) ? text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : text
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new SupportError('IDEMPOTENCY_KEY_INVALID', 'The Idempotency-Key must be 1 to 255 visible ASCII characters')
  }
  return key
}

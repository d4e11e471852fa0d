import { ACCESS, type OperationPath, SupportError } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../../platform/identity/network-of.ts'
import { WindowCounter } from './window-counter.ts'

/** Calls a minute; 0 for no limit. */
export interface RateLimits {
  /** Of one caller with a token. */
  callerPerMinute: number
  /** Of all guests at one address (IPv6: one /64). */
  guestPerMinute: number
  /** Of those, the ones that create something. */
  guestCreatePerMinute: number
}

/** Counts the operations that a request calls; gives the refusal where they are too many. */
export type CountCalls = (
  request: FastifyRequest,
  reply: FastifyReply,
  operations: readonly string[],
) => SupportError | undefined

type Limiter = (key: string, calls: number, reply: FastifyReply) => SupportError | undefined

const WINDOW_S = 60

/**
 * Counts calls, refuses what is over the limit, and says so in the headers of the current IETF draft
 * (draft-ietf-httpapi-ratelimit-headers), `RateLimit-Policy` and `RateLimit`.
 */
export function rateLimits({ callerPerMinute, guestPerMinute, guestCreatePerMinute }: RateLimits): CountCalls {
  const caller = limiter('caller', callerPerMinute)
  const guest = limiter('guest', guestPerMinute)
  const guestCreate = limiter('guest-create', guestCreatePerMinute)
  return (request, reply, operations) => {
    const { actor } = request
    if (actor.kind !== 'guest') return caller(actor.id, operations.length, reply)
    const network = networkOf(request.ip)
    const creations = operations.filter(isCreationByGuests).length
    const refusal = guest(network, operations.length, reply)
    return refusal ?? (creations > 0 ? guestCreate(network, creations, reply) : undefined)
  }
}

/** What the access table lets guests do is to create. */
function isCreationByGuests(operation: string): boolean {
  return Object.hasOwn(ACCESS, operation) && ACCESS[operation as OperationPath].guest !== 'none'
}

function limiter(name: string, max: number): Limiter {
  if (max === 0) return () => undefined
  const counter = new WindowCounter(WINDOW_S * 1000)
  const policy = `"${name}";q=${max};w=${WINDOW_S}`
  return (key, calls, reply) => {
    const { count, resetMs } = counter.add(key, calls)
    const resetS = Math.ceil(resetMs / 1000)
    reply.header('ratelimit-policy', policy)
    reply.header('ratelimit', `"${name}";r=${Math.max(0, max - count)};t=${resetS}`)
    if (count <= max) return undefined
    reply.header('retry-after', resetS)
    return new SupportError('RATE_LIMITED', `More than ${max} calls in a minute; try again in ${resetS} s`)
  }
}

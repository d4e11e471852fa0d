import {
  type Access,
  ACCESS,
  type Actor,
  findOperation,
  type OperationPath,
  SupportError,
} from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import { RateLimiterRes } from 'rate-limiter-flexible'
import { networkOf } from '../../platform/identity/network-of.ts'
import { type Limiter, type OpenLimiter, WINDOW_S } from './limit-stores.ts'

/** Calls per minute. 0 means no limit. */
export interface RateLimits {
  /** The limit for each caller with a token. */
  callerPerMinute: number
  /** The limit for each address (IPv6: each /64): calls of guests, and requests that belong to no operation. */
  guestPerMinute: number
  /** The limit for each address for calls of guests that create something. They also count for `guestPerMinute`. */
  guestCreatePerMinute: number
}

type Refusal = SupportError | undefined

/** The refusal, or undefined if the limit is not exceeded. */
type Counted = Refusal | Promise<Refusal>

/** Counts calls and sets the headers of the rate limits. Returns synchronously if there is no limit. */
export interface CallCounts {
  /** Counts the operations that a request calls, by its actor. */
  countCalls: (request: FastifyRequest, reply: FastifyReply, operations: readonly string[]) => Counted
  /** Counts a request that belongs to no operation, by its address. */
  countRequest: (request: FastifyRequest, reply: FastifyReply) => Counted
}

type Count = (key: string, calls: number, reply: FastifyReply) => Counted

/**
 * Creates the counters of the rate limits. They return RATE_LIMITED for calls over the limit, and set the headers
 * `RateLimit-Policy` and `RateLimit` of the current IETF draft (draft-ietf-httpapi-ratelimit-headers).
 */
export function rateLimits(limits: RateLimits, openLimiter: OpenLimiter): CallCounts {
  const caller = counter('caller', limits.callerPerMinute, openLimiter)
  const guest = counter('guest', limits.guestPerMinute, openLimiter)
  const guestCreate = counter('guest-create', limits.guestCreatePerMinute, openLimiter)
  return {
    countCalls(request, reply, operations) {
      const { actor } = request
      if (actor.kind !== 'guest' && actor.kind !== 'ticketToken') return caller(actor.id, operations.length, reply)
      const network = networkOf(request.ip)
      const creations = operations.filter((path) => isCreationBy(actor, path)).length
      const counted = guest(network, operations.length, reply)
      if (creations === 0) return counted
      const countCreations = (refusal: Refusal) => refusal ?? guestCreate(network, creations, reply)
      return counted instanceof Promise ? counted.then(countCreations) : countCreations(counted)
    },
    countRequest: (request, reply) => guest(networkOf(request.ip), 1, reply),
  }
}

/** Counts requests to the routes of `scope` that belong to no operation: documents, methods that are not allowed. */
export function countRequestsOf(scope: FastifyInstance, counts: CallCounts): void {
  scope.addHook('onRequest', counting(counts))
}

/** Counts requests to unknown addresses. */
export function countUnknownAddresses(app: FastifyInstance, counts: CallCounts): void {
  const count = counting(counts)
  app.addHook('onRequest', function (request, reply, done) {
    if (request.is404) count.call(this, request, reply, done)
    else done()
  })
}

/** Returns a hook that counts requests, except OPTIONS: preflights would use up the calls of guests. */
function counting({ countRequest }: CallCounts): onRequestHookHandler {
  return (request, reply, done) => {
    const refusal = request.method === 'OPTIONS' ? undefined : countRequest(request, reply)
    const settle = (reason: Refusal) => done(reason)
    if (refusal instanceof Promise) refusal.then(settle, settle)
    else settle(refusal)
  }
}

/** Whether a guest creates or changes something. Without the token of a ticket, guests may only create. */
function isCreationBy({ kind }: Actor, path: string): boolean {
  if (!Object.hasOwn(ACCESS, path)) return false
  const { guest, ticketToken }: Access = ACCESS[path as OperationPath]
  if (kind === 'guest') return guest !== 'none'
  return ticketToken !== 'none' && findOperation(path)?.type === 'mutation'
}

function counter(name: string, max: number, openLimiter: OpenLimiter): Count {
  if (max === 0) return () => undefined
  const limiter = openLimiter(name, max)
  const policy = `"${name}";q=${max};w=${WINDOW_S}`
  return async (key, calls, reply) => {
    const { result, isOver } = await consume(limiter, key, calls)
    const resetS = Math.ceil(result.msBeforeNext / 1000)
    reply.header('ratelimit-policy', policy)
    reply.header('ratelimit', `"${name}";r=${result.remainingPoints};t=${resetS}`)
    if (!isOver) return undefined
    reply.header('retry-after', resetS)
    return new SupportError('RATE_LIMITED', `More than ${max} calls in a minute; try again in ${resetS} s`)
  }
}

/** Consumes points. The limiter rejects with its result if the limit is exceeded. */
async function consume(limiter: Limiter, key: string, calls: number) {
  try {
    return { result: await limiter.consume(key, calls), isOver: false }
  } catch (reason) {
    if (reason instanceof RateLimiterRes) return { result: reason, isOver: true }
    throw reason
  }
}

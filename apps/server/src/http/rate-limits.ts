import rateLimit, { type CreateRateLimitOptions } from '@fastify/rate-limit'
import { ACCESS, type OperationPath, SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Calls a minute; 0 for no limit. */
export interface RateLimits {
  /** Of one caller with a token. */
  callerPerMinute: number
  /** Of all guests at one address (IPv6: one /64). */
  guestPerMinute: number
  /** Of those, the ones that create something. */
  guestCreatePerMinute: number
}

const WINDOW_MS = 60_000

type Limiter = { name: string; max: number; take: ReturnType<FastifyInstance['createRateLimit']> }
type TakeCalls = (request: FastifyRequest, reply: FastifyReply, operations: readonly string[]) => Promise<void>

/**
 * Counts calls and refuses what is over the limit. The plugin counts; the headers are those of the current IETF draft
 * (draft-ietf-httpapi-ratelimit-headers), `RateLimit-Policy` and `RateLimit`, which the plugin's own are not.
 */
export async function rateLimits(app: FastifyInstance, limits: RateLimits): Promise<TakeCalls> {
  await app.register(rateLimit, { global: false })
  const limiter = (name: string, max: number, options?: CreateRateLimitOptions): Limiter | undefined =>
    max === 0 ? undefined : { name, max, take: app.createRateLimit({ max, timeWindow: WINDOW_MS, ...options }) }
  const caller = limiter('caller', limits.callerPerMinute, { keyGenerator: (request) => request.actor.id })
  const guest = limiter('guest', limits.guestPerMinute) // by address
  const guestCreate = limiter('guest-create', limits.guestCreatePerMinute)

  return async (request, reply, operations) => {
    const isGuest = request.actor.kind === 'guest'
    await take(isGuest ? guest : caller, operations.length, request, reply)
    const creations = isGuest ? operations.filter(isCreationByGuests).length : 0
    if (creations > 0) await take(guestCreate, creations, request, reply)
  }
}

/** What the access table lets guests do is to create. */
function isCreationByGuests(operation: string): boolean {
  return Object.hasOwn(ACCESS, operation) && ACCESS[operation as OperationPath].guest !== 'none'
}

async function take(
  limiter: Limiter | undefined,
  calls: number,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (!limiter) return
  let state = await limiter.take(request)
  for (let call = 1; call < calls; call++) state = await limiter.take(request)
  if (state.isAllowed) return
  const { remaining, ttlInSeconds, isExceeded } = state
  reply.header('ratelimit-policy', `"${limiter.name}";q=${limiter.max};w=${WINDOW_MS / 1000}`)
  reply.header('ratelimit', `"${limiter.name}";r=${remaining};t=${ttlInSeconds}`)
  if (!isExceeded) return
  reply.header('retry-after', ttlInSeconds)
  throw new SupportError('RATE_LIMITED', `More than ${limiter.max} calls in a minute; try again in ${ttlInSeconds} s`)
}

import { type Actor, SupportError } from '@kinconecta/support-contracts'
import pLimit, { type LimitFunction } from 'p-limit'
import { isRequester, limitedCaller } from '../platform/identity/limited-caller.ts'

const MAX_WAITING_PER_CALLER = 300
const MAX_WAITING = 3_000
const MAX_WAIT_MS = 5_000

/** Runs the work when a slot of the actor is free. Rejects with TOO_MANY_CALLS or DATABASE_BUSY after a while. */
export type ActorShare = <Result>(actor: Actor, work: () => Promise<Result>) => Promise<Result>

/**
 * Limits the calls of each caller, and those of all requesters together, so that anyone with an account can only slow
 * down other requesters, but not the support team.
 */
export function actorShare(perCaller: number, ofRequesters: number): ActorShare {
  const inCallerShare = fairShare(perCaller)
  const inRequesterShare = fairShare(ofRequesters, { maxWaitingPerCaller: MAX_WAITING, refusal: databaseBusy })
  return (actor, work) =>
    inCallerShare(limitedCaller(actor), isRequester(actor) ? () => inRequesterShare('requesters', work) : work)
}

/** Runs the work when a slot of the caller is free. Rejects with the refusal if the queue is full or too slow. */
export type FairShare = <Result>(caller: string, work: () => Promise<Result>) => Promise<Result>

interface Queue {
  limit: LimitFunction
  /** The number of calls that run or wait. */
  calls: number
}

interface ShareOptions {
  maxWaitMs?: number
  maxWaitingPerCaller?: number
  /** @default TOO_MANY_CALLS */
  refusal?: () => SupportError
}

/** Runs up to `perCaller` calls of each caller at the same time; the others wait for up to `maxWaitMs` milliseconds. */
export function fairShare(
  perCaller: number,
  { maxWaitMs = MAX_WAIT_MS, maxWaitingPerCaller = MAX_WAITING_PER_CALLER, refusal = tooManyCalls }: ShareOptions = {},
): FairShare {
  const queues = new Map<string, Queue>()
  let waiting = 0
  return async (caller, work) => {
    const queue = queues.get(caller) ?? { limit: pLimit(perCaller), calls: 0 }
    if (queue.calls >= perCaller + maxWaitingPerCaller || waiting >= MAX_WAITING) throw refusal()
    queues.set(caller, queue)
    queue.calls++
    waiting++
    const untilMs = performance.now() + maxWaitMs
    try {
      return await queue.limit(() => {
        waiting--
        if (performance.now() > untilMs) throw refusal()
        return work()
      })
    } finally {
      queue.calls--
      if (queue.calls === 0) queues.delete(caller)
    }
  }
}

function tooManyCalls(): SupportError {
  return new SupportError('TOO_MANY_CALLS', 'Too many of your calls are in progress; send fewer at the same time')
}

function databaseBusy(): SupportError {
  return new SupportError('DATABASE_BUSY')
}

import { SupportError } from '@kinconecta/support-contracts'
import pLimit, { type LimitFunction } from 'p-limit'

const MAX_WAITING_PER_CALLER = 300
const MAX_WAITING = 3_000
const MAX_WAIT_MS = 5_000

/** Runs the work when a slot of the caller is free. Rejects with TOO_MANY_CALLS if the queue is full or too slow. */
export type FairShare = <Result>(caller: string, work: () => Promise<Result>) => Promise<Result>

interface Queue {
  limit: LimitFunction
  /** The number of calls that run or wait. */
  calls: number
}

/** Runs up to `perCaller` calls of each caller at the same time; the others wait for up to `maxWaitMs` milliseconds. */
export function fairShare(perCaller: number, maxWaitMs = MAX_WAIT_MS): FairShare {
  const queues = new Map<string, Queue>()
  let waiting = 0
  return async (caller, work) => {
    const queue = queues.get(caller) ?? { limit: pLimit(perCaller), calls: 0 }
    if (queue.calls >= perCaller + MAX_WAITING_PER_CALLER || waiting >= MAX_WAITING) throw tooManyCalls()
    queues.set(caller, queue)
    queue.calls++
    waiting++
    const untilMs = performance.now() + maxWaitMs
    try {
      return await queue.limit(() => {
        waiting--
        if (performance.now() > untilMs) throw tooManyCalls()
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

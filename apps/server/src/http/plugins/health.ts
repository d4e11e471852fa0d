import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'
import type { JobBacklog } from '../../jobs/jobs.repository.ts'

const CHECK_TIMEOUT_MS = 2_000
const CACHE_MS = 1_000
const LATE = new Error('no response in time')

type Check = () => Promise<string | undefined>

/** Checks whether the service is ready, by name. A failed check rejects, or resolves with the problem. */
export type ReadinessChecks = Record<string, Check>

/**
 * `/healthz` responds 200 while the process runs. `/readyz` responds 200 if all checks succeed, else 503 with the
 * failed checks. Concurrent requests share a check, and its result is cached for a second. Only `draining` is not
 * cached, because it costs nothing. A response with 200 also has the backlog of the jobs, which is no check.
 */
export function healthRoutes(
  app: FastifyInstance,
  { draining, ...others }: ReadinessChecks,
  findBacklog: () => Promise<JobBacklog>,
): void {
  const checks = new Map(Object.entries(others).map(([name, check]) => [name, shared(check)]))
  if (draining) checks.set('draining', draining)
  const backlog = shared(findBacklog)
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async () => {
    const outcomes = await Promise.all(Array.from(checks, ([name, check]) => outcomeOf(name, check)))
    const failed = outcomes.filter((outcome) => outcome !== undefined)
    if (failed.length > 0) throw new SupportError('NOT_READY', `Not ready: ${failed.join('; ')}`)
    return { status: 'ready', jobs: await inTime(backlog()).catch(() => undefined) }
  })
}

/** Returns a check that concurrent callers share. Its result is cached for a second. */
function shared<Outcome>(check: () => Promise<Outcome>): () => Promise<Outcome> {
  let outcome: Promise<Outcome> | undefined
  return () => {
    if (outcome) return outcome
    const forgetLater = () => {
      setTimeout(() => (outcome = undefined), CACHE_MS).unref()
    }
    outcome = check()
    outcome.then(forgetLater, forgetLater)
    return outcome
  }
}

async function outcomeOf(name: string, check: Check): Promise<string | undefined> {
  const wrong = await inTime(check()).catch((error: unknown) => (error === LATE ? LATE.message : 'cannot be reached'))
  return wrong && `${name} (${wrong})`
}

async function inTime<Outcome>(outcome: Promise<Outcome>): Promise<Outcome> {
  const timeout = Promise.withResolvers<never>()
  const timer = setTimeout(() => timeout.reject(LATE), CHECK_TIMEOUT_MS)
  return Promise.race([outcome, timeout.promise]).finally(() => clearTimeout(timer))
}

import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'

const CHECK_TIMEOUT_MS = 2_000
const CACHE_MS = 1_000

type Check = () => Promise<string | undefined>

/** Checks whether the service is ready, by name. A failed check rejects, or resolves with the problem. */
export type ReadinessChecks = Record<string, Check>

/**
 * `/healthz` responds 200 while the process runs. `/readyz` responds 200 if all checks succeed, else 503 with the
 * failed checks. Concurrent requests share a check, and its result is cached for a second. Only `draining` is not
 * cached, because it costs nothing.
 */
export function healthRoutes(app: FastifyInstance, { draining, ...others }: ReadinessChecks): void {
  const checks = new Map(Object.entries(others).map(([name, check]) => [name, shared(check)]))
  if (draining) checks.set('draining', draining)
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async () => {
    const outcomes = await Promise.all(Array.from(checks, ([name, check]) => outcomeOf(name, check)))
    const failed = outcomes.filter((outcome) => outcome !== undefined)
    if (failed.length > 0) throw new SupportError('NOT_READY', `Not ready: ${failed.join('; ')}`)
    return { status: 'ready' }
  })
}

/** Returns a check that concurrent callers share. Its result is cached for a second. */
function shared(check: Check): Check {
  let outcome: ReturnType<Check> | undefined
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
  const timeout = Promise.withResolvers<string>()
  const timer = setTimeout(() => timeout.resolve('no response in time'), CHECK_TIMEOUT_MS)
  const wrong = await Promise.race([check().catch(() => 'cannot be reached'), timeout.promise])
  clearTimeout(timer)
  return wrong && `${name} (${wrong})`
}

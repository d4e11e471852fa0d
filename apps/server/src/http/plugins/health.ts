import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'

const CHECK_TIMEOUT_MS = 2_000

/** What has to hold for the service to be ready; a check rejects or names what is wrong. */
export type ReadinessChecks = Record<string, () => Promise<string | undefined>>

/** `/healthz`: the process lives. `/readyz`: it can serve; else 503, and which check failed. */
export function healthRoutes(app: FastifyInstance, checks: ReadinessChecks): void {
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async () => {
    const outcomes = await Promise.all(Object.entries(checks).map(([name, check]) => outcomeOf(name, check)))
    const failed = outcomes.filter((outcome) => outcome !== undefined)
    if (failed.length > 0) throw new SupportError('NOT_READY', `Not ready: ${failed.join('; ')}`)
    return { status: 'ready' }
  })
}

async function outcomeOf(name: string, check: () => Promise<string | undefined>): Promise<string | undefined> {
  const timeout = Promise.withResolvers<string>()
  const timer = setTimeout(() => timeout.resolve('no answer in time'), CHECK_TIMEOUT_MS)
  const wrong = await Promise.race([check().catch(() => 'cannot be reached'), timeout.promise])
  clearTimeout(timer)
  return wrong && `${name} (${wrong})`
}

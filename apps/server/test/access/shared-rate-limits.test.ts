import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { memoryLimiter, postgresLimiter } from '../../src/http/plugins/limit-stores.ts'
import { buildApp } from '../../src/http/app.ts'
import { openIdentity } from '../../src/platform/identity/identity.ts'
import { useService } from '../support/harness.ts'

const limits = { callerPerMinute: 5, guestPerMinute: 4, guestCreatePerMinute: 3 }
const service = useService()

/** Creates one of several servers on the same database. */
async function server() {
  const { db, files, eventLog, webhooks } = service
  const pools = { db, lists: db, callsPerCaller: { lists: 1, changes: 1 }, callsOfRequesters: { lists: 1, changes: 1 } }
  const rest = { clock: () => '', publicUrl: '', corsOrigins: [], trustedProxies: [], logger: false, readiness: {} }
  const openLimiter = postgresLimiter(db)
  const others = { files, eventLog, webhooks, ticketTokens: service.ticketTokens, reopenDays: 14 }
  const app = buildApp({ ...pools, ...rest, ...others, identity: openIdentity, limits, openLimiter })
  await app.ready()
  return app
}

describe('limits in Postgres', () => {
  it('are shared by all servers, and the headers report the remaining calls', async () => {
    const servers = [await server(), await server()]
    const list = async (call: number) => {
      const url = '/api/support_tickets?limit=1'
      const { statusCode, headers } = await servers[call % 2]!.inject({ url, headers: { host: 'localhost' } })
      return [statusCode, headers['ratelimit-policy'], headers['ratelimit']]
    }
    for (let call = 0; call < 5; call++)
      expect(await list(call)).toEqual([
        200,
        '"caller";q=5;w=60',
        expect.stringMatching(new RegExp(String.raw`^"caller";r=${4 - call};t=\d+$`)),
      ])
    // The second rejection on each server does not query Postgres.
    for (let call = 0; call < 4; call++) expect((await list(call))[0]).toBe(429)
  })

  it('are counted by each server while Postgres fails', async () => {
    await sql`alter table rate_limits rename to away`.execute(service.db)
    const app = await server()
    const statuses: number[] = []
    for (let call = 0; call < 6; call++)
      statuses.push((await app.inject({ url: '/api/support_tickets', headers: { host: 'localhost' } })).statusCode)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    await sql`alter table away rename to rate_limits`.execute(service.db)
  })
})

it('in memory, the oldest keys are removed if there are more than 50,000', async () => {
  const limiter = memoryLimiter('caller', 1)
  await limiter.consume('first', 1)
  await expect(limiter.consume('first', 1)).rejects.toMatchObject({ consumedPoints: 2 })
  for (let key = 0; key < 50_000; key++) await limiter.consume(String(key), 1)
  await expect(limiter.consume('first', 1)).resolves.toMatchObject({ consumedPoints: 1 })
  await expect(limiter.consume('49999', 1)).rejects.toMatchObject({ consumedPoints: 2 })
})

const limited = useService({ limits: { ...limits, guestPerMinute: 4 }, isClosed: true })

describe('requests that belong to no operation', () => {
  it.each([
    ['192.0.2.1', 'documents', ['/docs', '/docs/scalar.js', '/openapi.json', '/docs/errors'], 'GET'],
    ['192.0.2.2', 'unknown URLs', ['/', '/nothing', '/api/nothing', '/docs/nothing'], 'GET'],
    [
      '192.0.2.3',
      'methods that are not allowed',
      ['/api/support_tickets', '/docs', '/openapi.json', '/trpc/x'],
      'DELETE',
    ],
  ])('count by address (%s): %s', async (remoteAddress, _what, paths, method) => {
    const { app } = limited
    const ask = async (url: string) => (await app.inject({ url, method: method as 'GET', remoteAddress })).statusCode
    for (const path of paths) expect(await ask(path)).not.toBe(429)
    for (const path of paths) expect(await ask(path)).toBe(429)
    expect(await ask('/healthz')).toBe(method === 'GET' ? 200 : 429)
  })

  it('are not counted if they are preflights', async () => {
    const headers = { origin: 'http://localhost:5500', 'access-control-request-method': 'GET' }
    for (let call = 0; call < 10; call++) {
      const { status } = await limited.send('OPTIONS', '/api/support_tickets', undefined, headers)
      expect(status).toBe(204)
    }
  })
})

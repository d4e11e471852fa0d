import { SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { tokenIdentity } from '../../src/platform/identity/identity.ts'
import { tokenVerifier } from '../../src/platform/identity/jwt.ts'
import { knownAgents } from '../../src/platform/identity/known-agents.ts'
import { codeOf, insertAgents, staffClient } from '../support/desk.ts'
import { openStream } from '../support/event-stream.ts'
import { aTicket, cloneDatabase, useService } from '../support/harness.ts'
import { startProcess } from '../support/real-process.ts'
import { bearer, secretKey, tokenOf, tokenSources } from '../support/tokens.ts'

const OUT_WITHIN_MS = 5_000
const CACHED_MS = 3_100

const service = useService({ isClosed: true })
const unreachable = openDatabase('postgres://127.0.0.1:9/none')
const withoutDatabase = useService({
  identity: tokenIdentity(
    tokenVerifier(tokenSources, knownAgents(unreachable)),
    undefined as never,
    undefined as never,
    undefined as never,
  ),
})

const signed = (claims: Record<string, unknown>, key = secretKey) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setIssuedAt().setExpirationTime('1h').sign(key)
const rowOf = (id: string) => service.db.selectFrom('agents').selectAll().where('agent_id', '=', id).executeTakeFirst()
const me = async (claims: Record<string, unknown>) =>
  service.send('GET', '/api/desk/me', undefined, bearer(await signed(claims)))
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

let admin: Awaited<ReturnType<typeof staffClient>>
beforeAll(async () => {
  admin = await staffClient(service, 'boss', 'ADMIN')
})

describe('an agent', () => {
  it('appears when its token is first seen, with name and e-mail address of the token', async () => {
    const { json } = await me({ sub: 'auth0|7', role: 'AGENT', name: 'Léa Blanc', email: 'lea@example.com' })
    expect(json).toMatchObject({
      agentId: 'auth0|7',
      name: 'Léa Blanc',
      email: 'lea@example.com',
      role: 'agent',
      isAway: false,
      isDisabled: false,
    })
    expect(await admin.desk.agents.get({ id: 'auth0|7' })).toEqual(json)
  })

  it('has no name or e-mail address if the claims are missing or invalid', async () => {
    expect((await me({ sub: 'no-claims', role: 'ADMIN' })).json).toMatchObject({
      name: null,
      email: null,
      role: 'admin',
    })
    const invalid = { sub: 'bad-claims', role: 'AGENT', name: 'a\u0000b', email: 'nobody' }
    expect((await me(invalid)).json).toMatchObject({ name: null, email: null })
    expect((await me({ ...invalid, sub: 'wrong-types', name: { first: 'A' }, email: 7 })).status).toBe(200)
  })

  it('does not appear for a token that is not verified, nor for members, guests and API keys', async () => {
    const forged = await signed(
      { sub: 'forged', role: 'ADMIN' },
      new TextEncoder().encode('another secret of 32 bytes, or more'),
    )
    expect((await service.send('GET', '/api/desk/me', undefined, bearer(forged))).status).toBe(401)
    const { key } = await createApiKey(service.db, 'test', ['desk:read'], null)
    const before = await service.db.selectFrom('agents').select('agent_id').execute()
    for (const token of [await tokenOf('42', 'TOURIST'), key, undefined])
      await service.send('GET', '/api/support_tickets/1', undefined, bearer(token))
    expect(await service.db.selectFrom('agents').select('agent_id').execute()).toEqual(before)
    expect(await rowOf('forged')).toBeUndefined()
  })

  it('is updated when its claims change, once a minute at most, and keeps what a token leaves out', async () => {
    const claims = { sub: 'renamed', role: 'AGENT', name: 'Before', email: 'a@example.com' }
    await me(claims)
    await sleep(CACHED_MS)
    await me({ ...claims, name: 'Too soon' })
    expect(await rowOf('renamed')).toMatchObject({ name: 'Before', version: 1 })
    await service.db
      .updateTable('agents')
      .set({ seen_at: '2026-01-01T00:00:00Z' })
      .where('agent_id', '=', 'renamed')
      .execute()
    await sleep(CACHED_MS)
    await me({ sub: 'renamed', role: 'ADMIN', name: 'After' })
    expect(await rowOf('renamed')).toMatchObject({ name: 'After', email: 'a@example.com', role: 'admin', version: 2 })
  })

  it('is read once for many calls at the same time', async () => {
    const headers = bearer(await signed({ sub: 'busy', role: 'AGENT' }))
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => service.send('GET', '/api/desk/me', undefined, headers)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('503 instead of 401 while the database is away', async () => {
    const headers = bearer(await signed({ sub: 'agent-7', role: 'AGENT' }))
    const { status, json } = await withoutDatabase.send('GET', '/api/support_tickets/1', undefined, headers)
    expect([status, json.code]).toEqual([503, 'DATABASE_UNAVAILABLE'])
    const member = bearer(await tokenOf('42', 'TOURIST'))
    expect((await withoutDatabase.send('GET', '/api/support_tickets/1', undefined, member)).status).toBe(404)
  })
})

describe('desk.agents.update', () => {
  it('agents set their own isAway only, admins everything but their own end', async () => {
    await insertAgents(service.db, 'agent-8')
    const agent = await staffClient(service, 'agent-9')
    expect(await agent.desk.agents.update({ id: 'agent-9', isAway: true })).toMatchObject({ isAway: true })
    expect(await codeOf(agent.desk.agents.update({ id: 'agent-8', isAway: true }))).toBe('FORBIDDEN')
    expect(await codeOf(agent.desk.agents.update({ id: 'agent-9', isDisabled: false }))).toBe('FIELD_NOT_ALLOWED')
    expect(await admin.desk.agents.update({ id: 'agent-8', isAway: true })).toMatchObject({ isAway: true })
    expect(await codeOf(admin.desk.agents.update({ id: 'boss', isDisabled: true }))).toBe('FIELD_NOT_ALLOWED')
    expect(await codeOf(admin.desk.agents.update({ id: 'agent-8', isAway: false, ifVersion: 1 }))).toBe(
      'PRECONDITION_FAILED',
    )
  })

  it('lists agents in pages, and counts them', async () => {
    const agents = await admin.desk.agents.list({ limit: 2 }).toArray({ limit: 1000 })
    const ids = agents.map(({ agentId }) => agentId)
    expect(ids).toEqual(ids.toSorted())
    expect((await admin.desk.agents.list({ limit: 1, count: true })).total).toBe(ids.length)
  })
})

describe('a disabled agent', () => {
  it('is out within 5 s, on every server, and its streams end', async () => {
    const database = await cloneDatabase()
    const environment = { DATABASE_URL: database.url, JWT_SECRET: tokenSources.secret!, LOG_LEVEL: 'warn' }
    const [one, two] = await Promise.all([startProcess(environment), startProcess(environment)])
    const boss = await staffClient(one, 'boss', 'ADMIN')
    const agents = await Promise.all([one, two].map((server) => staffClient(server, 'leaving')))
    for (const agent of agents) await agent.tickets.create(aTicket)
    const headers = bearer(await tokenOf('leaving', 'AGENT'))
    const stream = await openStream(`${two.url}/api/events/stream`, headers)
    expect(stream.status).toBe(200)
    await boss.desk.agents.update({ id: 'leaving', isDisabled: true })
    const disabledMs = performance.now()
    for (const agent of agents) {
      await expect
        .poll(() => codeOf(agent.desk.agents.me()), { timeout: OUT_WITHIN_MS, interval: 50 })
        .toBe('FORBIDDEN')
    }
    await stream.rest()
    expect(performance.now() - disabledMs).toBeLessThan(OUT_WITHIN_MS)
    for (const { url } of [one, two]) {
      const refused = await fetch(`${url}/api/support_tickets`, { headers })
      expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
        403,
        'This agent is disabled',
      ])
      expect((await fetch(`${url}/api/events/stream`, { headers })).status).toBe(403)
    }
    await boss.desk.agents.update({ id: 'leaving', isDisabled: false })
    await expect.poll(() => codeOf(agents[1]!.desk.agents.me()), { timeout: OUT_WITHIN_MS }).toBeUndefined()
    await Promise.all([one.end('SIGTERM'), two.end('SIGTERM')])
    await database.drop()
  })
})

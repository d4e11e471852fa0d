import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createApiKey, revokeApiKey } from '../../src/platform/identity/api-keys.ts'
import { aTicket, useService } from '../support/harness.ts'
import { cookieOf, handedOver, handOver, keysAndHandOver, SAME_ORIGIN } from '../support/sessions.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, signInWays: keysAndHandOver })
const loopback = useService({
  isClosed: true,
  signInWays: keysAndHandOver,
  publicUrl: 'http://127.0.0.1',
  isPublicUrlDerived: true,
})
const open = useService({ signInWays: keysAndHandOver })

const LIST = '/api/support_tickets'
let key: string
let keyId: number
beforeAll(async () => {
  ;({ id: keyId, key } = await createApiKey(service.db, 'desk', ['desk:read', 'tickets:read', 'tickets:write'], null))
})

const signInWithKey = (value: string, headers: Record<string, string> = SAME_ORIGIN) =>
  service.send('POST', '/console/session/key', { key: value }, headers)
const signedIn = async (): Promise<{ cookie: string }> => cookieOf(await signInWithKey(key))
const whoIs = async (headers: Record<string, string>) =>
  (await service.send('GET', '/console/session', undefined, headers)).json

describe('POST /console/session/key', () => {
  it('204 with a cookie that scripts, other sites and other hosts do not get', async () => {
    const answer = await signInWithKey(key)
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-kin-session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
      ),
    ])
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
  })

  it('has neither prefix nor Secure over http on loopback', async () => {
    const { key: other } = await createApiKey(loopback.db, 'desk', ['desk:read'], null)
    const answer = await loopback.send('POST', '/console/session/key', { key: other }, SAME_ORIGIN)
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^kin-session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/),
    ])
  })

  it('stores only a hash of the token', async () => {
    const token = (await signedIn()).cookie.split('=')[1]!
    const rows = await service.db.selectFrom('sessions').selectAll().execute()
    expect(rows.length).toBeGreaterThan(0)
    for (const { hash, ...row } of rows) expect(hash.toString('base64url') + JSON.stringify(row)).not.toContain(token)
  })

  it('401 for an unknown key, 403 for a key without desk:read, 400 without a key', async () => {
    expect((await signInWithKey(`${key}x`)).json.code).toBe('TOKEN_INVALID')
    const { key: reader } = await createApiKey(service.db, 'reader', ['tickets:read'], null)
    const refused = await signInWithKey(reader)
    expect([refused.status, refused.json.detail]).toEqual([403, 'The API key needs the scope desk:read'])
    expect((await service.send('POST', '/console/session/key', {}, SAME_ORIGIN)).status).toBe(400)
    expect(refused.headers.getSetCookie()).toEqual([])
  })

  it('403 from a page of another site', async () => {
    expect((await signInWithKey(key, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await signInWithKey(key, {})).status).toBe(403)
  })

  it('ends the session that the browser had', async () => {
    const before = await signedIn()
    await signInWithKey(key, { ...SAME_ORIGIN, ...before })
    expect((await whoIs(before)).caller).toBeNull()
  })

  it('keeps the newest 50 sessions of a caller', async () => {
    const { id, key: busy } = await createApiKey(service.db, 'busy', ['desk:read'], null)
    for (let count = 0; count < 53; count++) await signInWithKey(busy)
    const rows = await service.db.selectFrom('sessions').select('session_id').where('api_key_id', '=', id).execute()
    expect(rows).toHaveLength(50)
  })
})

describe('GET /console/session', () => {
  it('says who is signed in, and how one can sign in', async () => {
    expect(await whoIs({})).toEqual({
      isOpen: false,
      ways: { oidc: false, handOverUrl: null, key: true },
      caller: null,
      expiresAt: null,
    })
    expect((await whoIs(await signedIn())).caller).toEqual({
      kind: 'service',
      id: `service:${keyId}`,
      agentId: null,
      scopes: ['desk:read', 'tickets:read', 'tickets:write'],
      name: null,
      email: null,
    })
    const { caller } = await whoIs(await handedOver(service, 'ana-1', 'AGENT'))
    expect(caller).toMatchObject({ kind: 'agent', id: 'agent:ana-1', agentId: 'ana-1', email: 'someone@example.com' })
  })

  it('of an open server: everybody, and nobody signs in', async () => {
    const { json } = await open.send('GET', '/console/session')
    expect(json).toMatchObject({ isOpen: true, caller: { kind: 'admin', agentId: 'anyone' } })
    expect((await open.send('POST', '/console/session/key', { key }, SAME_ORIGIN)).status).toBe(405)
  })
})

describe('a call with the cookie of a session', () => {
  it('acts as the caller that signed in', async () => {
    const cookie = await signedIn()
    expect((await service.send('GET', LIST, undefined, cookie)).status).toBe(200)
    const created = await service.send('POST', LIST, aTicket, { ...cookie, ...SAME_ORIGIN })
    expect(created.status).toBe(201)
    const admin = bearer(await tokenOf('1', 'ADMIN'))
    await vi.waitFor(async () => {
      const { json: events } = await service.send('GET', '/api/events?limit=1000', undefined, admin)
      expect(events.at(-1).actor).toEqual({ kind: 'service', id: `service:${keyId}` })
    })
    expect((await service.send('DELETE', `${LIST}/1`, undefined, { ...cookie, ...SAME_ORIGIN })).status).toBe(403)
  })

  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, 201],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, 201],
    [{ 'sec-fetch-site': 'same-site', origin: 'https://support.test' }, 403],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://support.test' }, 403],
    [{ 'sec-fetch-site': 'none' }, 403],
    [{ origin: 'https://support.test' }, 201],
    [{ origin: 'https://support.test.evil.example' }, 403],
    [{ origin: 'http://support.test' }, 403],
    [{ origin: 'null' }, 403],
    [{}, 403],
  ])('a change with %j gets %i over REST and RPC', async (headers, status) => {
    const sent = { ...(await signedIn()), ...headers }
    expect((await service.send('POST', LIST, aTicket, sent)).status).toBe(status)
    const overRpc = await service.send('POST', '/trpc/tickets.create', aTicket, sent)
    expect(overRpc.status).toBe(status === 201 ? 200 : status)
  })

  it('a bearer token wins, also if it is invalid', async () => {
    const cookie = await signedIn()
    const member = bearer(await tokenOf('42', 'TOURIST'))
    expect((await service.send('POST', LIST, aTicket, { ...cookie, ...member })).json.userId).toBe(42)
    expect((await service.send('GET', LIST, undefined, { ...cookie, ...bearer('nonsense') })).status).toBe(401)
  })

  it('401 with a session that does not exist, not the access of a guest', async () => {
    const cookie = `__Host-kin-session=${'a'.repeat(43)}`
    const answer = await service.send('POST', LIST, aTicket, { cookie, ...SAME_ORIGIN })
    expect([answer.status, answer.json.code]).toEqual([401, 'TOKEN_INVALID'])
  })

  it('the cookie without the prefix does not count behind https', async () => {
    const { cookie } = await signedIn()
    const answer = await service.send('GET', LIST, undefined, { cookie: cookie.replace('__Host-', '') })
    expect(answer.json.code).toBe('UNAUTHENTICATED')
  })

  it('no other site may read with it', async () => {
    const headers = { ...(await signedIn()), origin: 'http://localhost:5500' }
    const answer = await service.send('GET', LIST, undefined, headers)
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:5500')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  })
})

describe('a session ends', () => {
  const statusOf = async (cookie: { cookie: string }) => (await service.send('GET', LIST, undefined, cookie)).status
  const endsWithin5s = (cookie: { cookie: string }) =>
    vi.waitFor(async () => expect(await statusOf(cookie)).toBe(401), { timeout: 5_000, interval: 100 })
  const openStream = async (cookie: { cookie: string }) => {
    const stream = await fetch(`${service.url}/api/events/stream`, { headers: cookie })
    const reader = stream.body!.getReader()
    return {
      status: stream.status,
      end: async () => {
        while (!(await reader.read()).done);
      },
    }
  }

  it('when its user signs out', async () => {
    const [cookie, other] = [await handedOver(service, 'luis', 'AGENT'), await handedOver(service, 'luis', 'AGENT')]
    const answer = await service.send('POST', '/console/session/sign_out', {}, { ...cookie, ...SAME_ORIGIN })
    expect(answer.headers.getSetCookie()).toEqual([expect.stringContaining('__Host-kin-session=; Max-Age=0')])
    expect([await statusOf(cookie), await statusOf(other)]).toEqual([401, 200])
  })

  it('everywhere, without ending the sessions of others', async () => {
    const mine = [await handedOver(service, 'eva', 'AGENT'), await handedOver(service, 'eva', 'AGENT')]
    const others = [await handedOver(service, 'eva2', 'AGENT'), await signedIn()]
    const sent = { ...mine[0]!, ...SAME_ORIGIN }
    expect((await service.send('POST', '/console/session/sign_out', { everywhere: true }, sent)).status).toBe(200)
    expect(await Promise.all(mine.map(statusOf))).toEqual([401, 401])
    expect(await Promise.all(others.map(statusOf))).toEqual([200, 200])
  })

  it('not when a page of another site asks for it', async () => {
    const cookie = await signedIn()
    const sent = { ...cookie, 'sec-fetch-site': 'cross-site' }
    expect((await service.send('POST', '/console/session/sign_out', {}, sent)).status).toBe(403)
    expect(await statusOf(cookie)).toBe(200)
  })

  it('within 5 s after its key was revoked, with its streams', async () => {
    const { id, key: revoked } = await createApiKey(
      service.db,
      'soon revoked',
      ['desk:read', 'tickets:read', 'events:read'],
      null,
    )
    const cookie = cookieOf(await signInWithKey(revoked))
    const stream = await openStream(cookie)
    expect([await statusOf(cookie), stream.status]).toEqual([200, 200])
    await revokeApiKey(service.db, id)
    const startedMs = performance.now()
    await Promise.all([endsWithin5s(cookie), stream.end()])
    expect(performance.now() - startedMs).toBeLessThan(5_000)
  })

  it('within 5 s after its agent was disabled, who cannot sign in again', async () => {
    const cookie = await handedOver(service, 'leaver', 'AGENT')
    const stream = await openStream(cookie)
    expect([await statusOf(cookie), stream.status]).toEqual([200, 200])
    const disabled_at = new Date().toISOString()
    await service.db.updateTable('agents').set({ disabled_at }).where('agent_id', '=', 'leaver').execute()
    await Promise.all([endsWithin5s(cookie), stream.end()])
    const locationOfSignIn = async () =>
      (await handOver(service, await tokenOf('leaver', 'AGENT'))).headers.get('location')
    const expected = '/console/sign-in?problem=FORBIDDEN&return=%2Fconsole'
    await vi.waitFor(async () => expect(await locationOfSignIn()).toBe(expected), { timeout: 5_000, interval: 100 })
  })

  it.each([
    ['12 hours without use', { used_at: new Date(Date.now() - 12 * 3_600_000 - 1000).toISOString() }],
    ['7 days', { expires_at: new Date(Date.now() - 1000).toISOString() }],
  ])('after %s', async (_, past) => {
    const cookie = await handedOver(service, 'sleeper', 'AGENT')
    expect(await statusOf(cookie)).toBe(200)
    await service.db.updateTable('sessions').set(past).where('agent_id', '=', 'sleeper').execute()
    await endsWithin5s(cookie)
  })

  it('not while it is used, and reading events alone is no use', async () => {
    const usedAt = async () =>
      (
        await service.db
          .selectFrom('sessions')
          .select('used_at')
          .where('agent_id', '=', 'busy')
          .executeTakeFirstOrThrow()
      ).used_at
    const cookie = await handedOver(service, 'busy', 'AGENT')
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString()
    await service.db.updateTable('sessions').set({ used_at: hourAgo }).where('agent_id', '=', 'busy').execute()
    const before = await usedAt()
    const stream = await fetch(`${service.url}/api/events/stream`, { headers: cookie })
    await stream.body!.cancel()
    expect([stream.status, await usedAt()]).toEqual([200, before])
    await statusOf(cookie)
    expect((await usedAt()) > before).toBe(true)
  })
})

describe('the caller of a session', () => {
  it('is no admin any more when the newest token of the agent says so', async () => {
    const cookie = await handedOver(service, 'demoted', 'ADMIN')
    const kind = async () => (await whoIs(cookie)).caller.kind
    expect(await kind()).toBe('admin')
    await service.db.updateTable('agents').set({ role: 'agent' }).where('agent_id', '=', 'demoted').execute()
    await vi.waitFor(async () => expect(await kind()).toBe('agent'), { timeout: 5_000, interval: 100 })
  })

  it.each(['x'.repeat(151), 'NUL \0', 7])('has no name if the token has %j', async (name) => {
    const answer = await handOver(service, await tokenOf('named', 'AGENT', { name, email: 'y'.repeat(200) }))
    expect(answer.headers.get('location')).toBe('/console')
    expect((await whoIs(cookieOf(answer))).caller).toMatchObject({ name: null, email: null })
  })
})

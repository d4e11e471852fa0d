import { createHmac, generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { exportJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApiKey, revokeApiKey } from '../../src/platform/identity/api-keys.ts'
import { apiKeys } from '../../src/platform/identity/api-keys.ts'
import { tokenVerifier } from '../../src/platform/identity/jwt.ts'
import { aTicket, useService } from '../support/harness.ts'
import { bearer, secretKey, tokenOf, tokenSources } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const list = (headers: Record<string, string>) =>
  service.send('GET', '/api/support_tickets?limit=1', undefined, headers)
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const nowS = () => Math.floor(Date.now() / 1000)

/** A token signed with the right secret, whatever it says. */
function signed(header: unknown, payload: unknown): string {
  const body = `${base64(header)}.${base64(payload)}`
  return `${body}.${createHmac('sha256', secretKey).update(body).digest('base64url')}`
}

const claims = () => ({ sub: '1', role: 'ADMIN', exp: nowS() + 600 })
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

describe('a token that proves nothing is 401 TOKEN_INVALID, and the answer says no more', () => {
  const hostile: [string, () => string | Promise<string>][] = [
    ['no algorithm', () => new UnsecuredJWT(claims()).encode()],
    ['alg none in odd case', () => `${base64({ alg: 'nOnE' })}.${base64(claims())}.`],
    [
      'HS256 with another secret',
      () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 'x')),
    ],
    [
      'HS512 with the right secret',
      () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS512' }).sign(Buffer.alloc(64, 'x')),
    ],
    [
      'HS256 keyed with a public key',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }))),
    ],
    [
      'RS256, which is not configured',
      () => new SignJWT(claims()).setProtectedHeader({ alg: 'RS256' }).sign(privateKey),
    ],
    [
      'a key of its own in the header',
      async () =>
        new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(publicKey) }).sign(privateKey),
    ],
    ['a critical header nobody knows', () => signed({ alg: 'HS256', crit: ['x'], x: 1 }, claims())],
    ['expired', () => signed({ alg: 'HS256' }, { ...claims(), exp: nowS() - 60 })],
    ['without exp', () => signed({ alg: 'HS256' }, { sub: '1', role: 'ADMIN' })],
    ['without sub', () => signed({ alg: 'HS256' }, { role: 'ADMIN', exp: nowS() + 600 })],
    ['exp as text', () => signed({ alg: 'HS256' }, { ...claims(), exp: '9999999999' })],
    ['not valid yet', () => signed({ alg: 'HS256' }, { ...claims(), nbf: nowS() + 600 })],
    ['a member whose sub is no id', () => signed({ alg: 'HS256' }, { ...claims(), role: 'GUIDE', sub: '1 or 1=1' })],
    ['a member with sub 0', () => signed({ alg: 'HS256' }, { ...claims(), role: 'GUIDE', sub: '0' })],
    [
      'a member with sub beyond 2^53',
      () => signed({ alg: 'HS256' }, { ...claims(), role: 'GUIDE', sub: '9007199254740993' }),
    ],
    ['a payload that is no object', () => signed({ alg: 'HS256' }, 'text')],
    ['a header that is no JSON', () => `${Buffer.from('{').toString('base64url')}.${base64(claims())}.x`],
    ['a changed payload', async () => (await tokenOf('42', 'TOURIST')).replace(/\.[^.]+\./, `.${base64(claims())}.`)],
    ['two parts', () => 'a.b'],
    ['five parts (JWE)', () => 'a.b.c.d.e'],
    ['12 kB', () => `${'a'.repeat(12_000)}.b.c`],
    ['an API key with a wrong checksum', () => 'kin_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA00000000'],
    ['the prefix of an API key alone', () => 'kin_'],
  ]
  it.each(hostile)('%s', async (_, make) => {
    const { status, json, headers } = await list(bearer(await make()))
    expect([status, json.code, json.detail]).toEqual([401, 'TOKEN_INVALID', 'Invalid token'])
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  })

  it.each(['', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'bearer a b', 'Bearer ü', 'Token x', 'Bearer a,Bearer b'])(
    'Authorization: %s',
    async (value) => {
      const { status, json } = await list({ authorization: Buffer.from(value).toString('latin1') })
      expect([status, json.code]).toEqual([401, 'TOKEN_INVALID'])
    },
  )
})

describe('a token that holds', () => {
  it('no token is 401 UNAUTHENTICATED with a challenge', async () => {
    const { status, json, headers } = await list({})
    expect([status, json.code, headers.get('www-authenticate')]).toEqual([401, 'UNAUTHENTICATED', 'Bearer'])
  })

  it('403 FORBIDDEN for a role that nobody knows, or none', async () => {
    for (const role of ['SUPERUSER', 'admin', undefined]) {
      const { status, json } = await list(bearer(signed({ alg: 'HS256' }, { ...claims(), role })))
      expect([status, json.code]).toEqual([403, 'FORBIDDEN'])
    }
  })

  it('is good for 30 seconds after it expired, and not from the cache', async () => {
    const token = signed({ alg: 'HS256' }, { ...claims(), exp: nowS() - 10 })
    expect([(await list(bearer(token))).status, (await list(bearer(token))).status]).toEqual([200, 200])
  })

  it('the scheme is read in any case', async () => {
    expect((await list({ authorization: `bEARER ${await tokenOf('1', 'ADMIN')}` })).status).toBe(200)
  })

  it('a bad token takes no connection, and so does bad JSON behind a good one', async () => {
    const { db, lists } = service
    const every = [...Array.from({ length: 6 }, () => db), ...Array.from({ length: 4 }, () => lists)]
    const all = await Promise.all(every.map((pool) => pool.startTransaction().execute()))
    expect((await list(bearer('a.b.c'))).status).toBe(401)
    expect((await service.send('POST', '/api/support_tickets', '{', bearer(await tokenOf('1', 'ADMIN')))).status).toBe(
      400,
    )
    expect((await service.send('POST', '/api/support_tickets', {}, bearer(await tokenOf('1', 'ADMIN')))).status).toBe(
      400,
    )
    expect((await service.send('GET', '/nothing')).status).toBe(404)
    expect((await service.send('OPTIONS', '/api/support_tickets')).status).toBe(204)
    await Promise.all(all.map((transaction) => transaction.rollback().execute()))
  })
})

describe('issuer and audience, where they are configured', () => {
  const verify = tokenVerifier({ ...tokenSources, issuer: 'https://kin', audience: 'support' })
  const right = { ...claims(), iss: 'https://kin', aud: 'support' }
  it('have to be right', async () => {
    expect(await verify(signed({ alg: 'HS256' }, right))).toMatchObject({ kind: 'admin', id: 'admin:1' })
    for (const wrong of [{ iss: 'https://other' }, { aud: 'other' }, { iss: undefined }, { aud: undefined }]) {
      await expect(async () => verify(signed({ alg: 'HS256' }, { ...right, ...wrong }))).rejects.toMatchObject({
        code: 'TOKEN_INVALID',
      })
    }
  })
})

describe('API keys', () => {
  it('open what their scopes say, until they are revoked or expire', async () => {
    const { id, key } = await createApiKey(service.db, 'reader', ['tickets:read'], null)
    expect((await list(bearer(key))).status).toBe(200)
    const write = await service.send('POST', '/api/support_tickets', aTicket, bearer(key))
    expect([write.status, write.json.detail]).toEqual([403, expect.stringContaining('tickets:write')])
    expect(await revokeApiKey(service.db, id)).toBe(true)
    await vi.waitFor(async () => expect((await list(bearer(key))).status).toBe(401), { timeout: 5_000, interval: 100 })
    const { key: expired } = await createApiKey(
      service.db,
      'past',
      ['tickets:read'],
      new Date(Date.now() - 1000).toISOString(),
    )
    expect((await list(bearer(expired))).status).toBe(401)
  })

  it('are kept as a hash', async () => {
    const { key } = await createApiKey(service.db, 'hashed', ['tickets:read'], null)
    const rows = await service.db.selectFrom('api_keys').selectAll().execute()
    expect(JSON.stringify(rows.map(({ name, hash }) => [name, hash.toString('latin1')]))).not.toContain(
      key.slice(4, 30),
    )
  })

  it('a key with a wrong checksum is refused without asking the database', async () => {
    const look = apiKeys(undefined as never)
    await expect(look('kin_abc')).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })
})

describe('keys from a JWKS address', () => {
  let server: Server
  let url: string
  let keys: JWK[]
  let fetches = 0
  let isUp = true
  beforeAll(async () => {
    server = createServer((_request, response) => {
      fetches++
      if (!isUp) return response.writeHead(500).end()
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`
  })
  afterAll(() => server.close())

  const keyPair = async (kid: string) => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = { ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256', use: 'sig' }
    const sign = () => new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid }).sign(pair.privateKey)
    return { jwk, sign }
  }

  it('rotate, are not asked for without end, and stay good through an outage', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const [one, two, unknown] = [await keyPair('one'), await keyPair('two'), await keyPair('unknown')]
    keys = [one.jwk]
    const verify = tokenVerifier({ secret: undefined, jwksUrl: url, issuer: undefined, audience: undefined })
    expect(await verify(await one.sign())).toMatchObject({ kind: 'admin' })

    keys = [one.jwk, two.jwk]
    vi.advanceTimersByTime(31_000)
    expect(await verify(await two.sign())).toMatchObject({ kind: 'admin' }) // rotated: it looked again
    expect(fetches).toBe(2)

    for (let attempt = 0; attempt < 20; attempt++) {
      await expect(async () => verify(await unknown.sign())).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    }
    expect(fetches).toBe(2) // an unknown key id within 30 s is not looked up again

    isUp = false
    vi.advanceTimersByTime(31_000)
    for (let attempt = 0; attempt < 20; attempt++) {
      await expect(async () => verify(await unknown.sign())).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    }
    expect(fetches).toBe(3) // and a dead address is asked once
    expect(await verify(await one.sign())).toMatchObject({ kind: 'admin' }) // warm keys hold
    vi.useRealTimers()
  })

  it('a withdrawn key is refused as soon as the keys are read again, for tokens already seen too', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    isUp = true
    const [one, two] = [await keyPair('withdrawn'), await keyPair('next')]
    keys = [one.jwk]
    const verify = tokenVerifier({ secret: undefined, jwksUrl: url, issuer: undefined, audience: undefined })
    const token = await one.sign()
    expect(await verify(token)).toMatchObject({ kind: 'admin' })
    keys = [two.jwk]
    expect(await verify(token)).toMatchObject({ kind: 'admin' }) // seen, and nobody has looked again
    vi.advanceTimersByTime(31_000)
    await verify(await two.sign())
    await expect(async () => verify(token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    vi.useRealTimers()
  })

  it('a token is verified again after a minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    isUp = true
    const pair = await keyPair('once a minute')
    keys = [pair.jwk]
    const verify = tokenVerifier({ secret: undefined, jwksUrl: url, issuer: undefined, audience: undefined })
    const token = await pair.sign()
    const first = verify(token)
    expect(first).toBeInstanceOf(Promise)
    await first
    vi.advanceTimersByTime(59_000)
    expect(verify(token)).not.toBeInstanceOf(Promise)
    vi.advanceTimersByTime(2_000)
    await sleep(5) // the cache reads the clock once a millisecond
    const again = verify(token)
    expect(again).toBeInstanceOf(Promise)
    await again
    vi.useRealTimers()
  })

  it('without any key known, an outage is 503 IDENTITY_UNAVAILABLE and no judgement', async () => {
    isUp = false
    const verify = tokenVerifier({ secret: undefined, jwksUrl: url, issuer: undefined, audience: undefined })
    const { sign } = await keyPair('any')
    await expect(async () => verify(await sign())).rejects.toMatchObject({ code: 'IDENTITY_UNAVAILABLE' })
  })

  it('HS256 is refused where no secret is configured', async () => {
    isUp = true
    const verify = tokenVerifier({ secret: undefined, jwksUrl: url, issuer: undefined, audience: undefined })
    await expect(async () => verify(await tokenOf('1', 'ADMIN'))).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })
})

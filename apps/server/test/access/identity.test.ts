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

/** Signs any header and payload with the right secret. */
function signed(header: unknown, payload: unknown): string {
  const body = `${base64(header)}.${base64(payload)}`
  return `${body}.${createHmac('sha256', secretKey).update(body).digest('base64url')}`
}

const claims = () => ({ sub: '1', role: 'ADMIN', exp: nowS() + 600 })
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

describe('an invalid token is 401 TOKEN_INVALID, and the response gives no reason', () => {
  const hostile: [string, () => string | Promise<string>][] = [
    ['no algorithm', () => new UnsecuredJWT(claims()).encode()],
    ['alg none in mixed case', () => `${base64({ alg: 'nOnE' })}.${base64(claims())}.`],
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
      'a key in the header',
      async () =>
        new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(publicKey) }).sign(privateKey),
    ],
    ['an unknown critical header', () => signed({ alg: 'HS256', crit: ['x'], x: 1 }, claims())],
    ['expired', () => signed({ alg: 'HS256' }, { ...claims(), exp: nowS() - 60 })],
    ['without exp', () => signed({ alg: 'HS256' }, { sub: '1', role: 'ADMIN' })],
    ['without sub', () => signed({ alg: 'HS256' }, { role: 'ADMIN', exp: nowS() + 600 })],
    ['exp as text', () => signed({ alg: 'HS256' }, { ...claims(), exp: '9999999999' })],
    ['not valid yet', () => signed({ alg: 'HS256' }, { ...claims(), nbf: nowS() + 600 })],
    [
      'a member whose sub is not an id',
      () => signed({ alg: 'HS256' }, { ...claims(), role: 'GUIDE', sub: '1 or 1=1' }),
    ],
    ['a member with sub 0', () => signed({ alg: 'HS256' }, { ...claims(), role: 'GUIDE', sub: '0' })],
    [
      'a member with sub beyond 2^53',
      () => signed({ alg: 'HS256' }, { ...claims(), role: 'GUIDE', sub: '9007199254740993' }),
    ],
    ['a payload that is not an object', () => signed({ alg: 'HS256' }, 'text')],
    ['a header that is not JSON', () => `${Buffer.from('{').toString('base64url')}.${base64(claims())}.x`],
    ['a changed payload', async () => (await tokenOf('42', 'TOURIST')).replace(/\.[^.]+\./, `.${base64(claims())}.`)],
    ['two parts', () => 'a.b'],
    ['five parts (JWE)', () => 'a.b.c.d.e'],
    ['12 kB', () => `${'a'.repeat(12_000)}.b.c`],
    ['an API key with a wrong checksum', () => 'kin_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA00000000'],
    ['only the prefix of an API key', () => 'kin_'],
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

describe('tokens', () => {
  it('no token is 401 UNAUTHENTICATED with a challenge', async () => {
    const { status, json, headers } = await list({})
    expect([status, json.code, headers.get('www-authenticate')]).toEqual([401, 'UNAUTHENTICATED', 'Bearer'])
  })

  it('403 FORBIDDEN for an unknown role or none', async () => {
    for (const role of ['SUPERUSER', 'admin', undefined]) {
      const { status, json } = await list(bearer(signed({ alg: 'HS256' }, { ...claims(), role })))
      expect([status, json.code]).toEqual([403, 'FORBIDDEN'])
    }
  })

  it('200 for a token that expired less than 30 seconds ago', async () => {
    const token = signed({ alg: 'HS256' }, { ...claims(), exp: nowS() - 10 })
    expect([(await list(bearer(token))).status, (await list(bearer(token))).status]).toEqual([200, 200])
  })

  it('the scheme is case-insensitive', async () => {
    expect((await list({ authorization: `bEARER ${await tokenOf('1', 'ADMIN')}` })).status).toBe(200)
  })

  it('an invalid token needs no database connection, and neither does invalid JSON with a valid token', async () => {
    const { db, lists } = service
    await list(bearer(await tokenOf('1', 'ADMIN'))) // its agent is known for some seconds
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

describe('issuer and audience, if they are configured', () => {
  const verify = tokenVerifier({ ...tokenSources, issuer: 'https://kin', audience: 'support' })
  const right = { ...claims(), iss: 'https://kin', aud: 'support' }
  it('must match', async () => {
    expect(await verify(signed({ alg: 'HS256' }, right))).toMatchObject({ kind: 'admin', id: 'admin:1' })
    for (const wrong of [{ iss: 'https://other' }, { aud: 'other' }, { iss: undefined }, { aud: undefined }]) {
      await expect(async () => verify(signed({ alg: 'HS256' }, { ...right, ...wrong }))).rejects.toMatchObject({
        code: 'TOKEN_INVALID',
      })
    }
  })
})

describe('API keys', () => {
  it('allow the operations of their scopes, until they are revoked or expire', async () => {
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

  it('are stored as a hash', async () => {
    const { key } = await createApiKey(service.db, 'hashed', ['tickets:read'], null)
    const rows = await service.db.selectFrom('api_keys').selectAll().execute()
    expect(JSON.stringify(rows.map(({ name, hash }) => [name, hash.toString('latin1')]))).not.toContain(
      key.slice(4, 30),
    )
  })

  it('a key with a wrong checksum is rejected without a database query', async () => {
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

  it('can be rotated, are requested at most every 30 seconds, and stay valid during an outage', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const [one, two, unknown] = [await keyPair('one'), await keyPair('two'), await keyPair('unknown')]
    keys = [one.jwk]
    const verify = tokenVerifier({ secret: undefined, jwksUrl: url, issuer: undefined, audience: undefined })
    expect(await verify(await one.sign())).toMatchObject({ kind: 'admin' })

    keys = [one.jwk, two.jwk]
    vi.advanceTimersByTime(31_000)
    expect(await verify(await two.sign())).toMatchObject({ kind: 'admin' }) // rotated: the keys were requested again
    expect(fetches).toBe(2)

    for (let attempt = 0; attempt < 20; attempt++) {
      await expect(async () => verify(await unknown.sign())).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    }
    expect(fetches).toBe(2) // for an unknown key id the keys are not requested again within 30 s

    isUp = false
    vi.advanceTimersByTime(31_000)
    for (let attempt = 0; attempt < 20; attempt++) {
      await expect(async () => verify(await unknown.sign())).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    }
    expect(fetches).toBe(3) // and a failing address is requested once
    expect(await verify(await one.sign())).toMatchObject({ kind: 'admin' }) // known keys stay valid
    vi.useRealTimers()
  })

  it('a withdrawn key is rejected as soon as the keys are requested again, also for cached tokens', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    isUp = true
    const [one, two] = [await keyPair('withdrawn'), await keyPair('next')]
    keys = [one.jwk]
    const verify = tokenVerifier({ secret: undefined, jwksUrl: url, issuer: undefined, audience: undefined })
    const token = await one.sign()
    expect(await verify(token)).toMatchObject({ kind: 'admin' })
    keys = [two.jwk]
    expect(await verify(token)).toMatchObject({ kind: 'admin' }) // cached, and the keys were not requested again
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

  it('without known keys, an outage is 503 IDENTITY_UNAVAILABLE and not 401', async () => {
    isUp = false
    const verify = tokenVerifier({ secret: undefined, jwksUrl: url, issuer: undefined, audience: undefined })
    const { sign } = await keyPair('any')
    await expect(async () => verify(await sign())).rejects.toMatchObject({ code: 'IDENTITY_UNAVAILABLE' })
  })

  it('HS256 is rejected if no secret is configured', async () => {
    isUp = true
    const verify = tokenVerifier({ secret: undefined, jwksUrl: url, issuer: undefined, audience: undefined })
    await expect(async () => verify(await tokenOf('1', 'ADMIN'))).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })
})

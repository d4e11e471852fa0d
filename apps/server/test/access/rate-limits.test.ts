import { createSupportClient } from '@kinconecta/support-client'
import { describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({
  isClosed: true,
  trustedProxies: ['127.0.0.1'],
  limits: { callerPerMinute: 20, guestPerMinute: 12, guestCreatePerMinute: 3 },
})

const from = (address: string) => ({ 'x-forwarded-for': address })
const create = (headers: Record<string, string>) => service.send('POST', '/api/support_tickets', aTicket, headers)

describe('limits', () => {
  it('headers report the remaining calls, and then 429 RATE_LIMITED with Retry-After', async () => {
    const headers = bearer(await tokenOf('1', 'ADMIN'))
    const first = await service.send('GET', '/api/support_tickets', undefined, headers)
    expect(first.headers.get('ratelimit-policy')).toBe('"caller";q=20;w=60')
    expect(first.headers.get('ratelimit')).toMatch(/^"caller";r=19;t=\d+$/)
    for (let call = 1; call < 20; call++) await service.send('GET', '/api/support_tickets', undefined, headers)
    const refused = await service.send('GET', '/api/support_tickets', undefined, headers)
    expect([refused.status, refused.json.code]).toEqual([429, 'RATE_LIMITED'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    const other = await service.send('GET', '/api/support_tickets', undefined, bearer(await tokenOf('2', 'ADMIN')))
    expect(other.status).toBe(200)
  })

  it('each call of a batch counts', async () => {
    const headers = bearer(await tokenOf('3', 'ADMIN'))
    const batch = `/trpc/${Array.from({ length: 10 }, () => 'tickets.list').join(',')}?batch=1&input=%7B%7D`
    const answers = [
      await service.send('GET', batch, undefined, headers),
      await service.send('GET', batch, undefined, headers),
      await service.send('GET', batch, undefined, headers),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
  })

  it('over RPC the error has the format that clients read', async () => {
    const token = await tokenOf('4', 'ADMIN')
    const support = createSupportClient({ url: service.url, headers: bearer(token), maxRetries: 0 })
    for (let call = 0; call < 20; call++) await support.tickets.list({ limit: 1 })
    await expect(support.tickets.list()).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      requestId: expect.any(String),
    })
    const stranger = createSupportClient({ url: service.url, headers: bearer('a.b.c') })
    await expect(Promise.all([stranger.tickets.list(), stranger.attachments.list()])).rejects.toMatchObject({
      code: 'TOKEN_INVALID',
      status: 401,
    })
  })

  it('guests have a lower limit for creating, by address, over both transports together', async () => {
    expect([(await create(from('192.0.2.1'))).status, (await create(from('192.0.2.1'))).status]).toEqual([201, 201])
    expect((await service.send('POST', '/trpc/tickets.create', aTicket, from('192.0.2.1'))).status).toBe(200)
    const refused = await create(from('192.0.2.1'))
    expect([refused.status, refused.headers.get('ratelimit-policy')]).toEqual([429, '"guest-create";q=3;w=60'])
    expect((await create(from('192.0.2.2'))).status).toBe(201)
  })

  it('IPv6 addresses of one /64 are one guest', async () => {
    for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8::ffff'])
      expect((await create(from(address))).status).toBe(201)
    expect((await create(from('2001:db8::abcd:1'))).status).toBe(429)
    expect((await create(from('2001:db8:0:1::1'))).status).toBe(201)
  })

  it('a 429 is not stored under an Idempotency-Key', async () => {
    const headers = { ...from('192.0.2.9'), 'idempotency-key': 'limited' }
    for (let call = 0; call < 3; call++) await create(from('192.0.2.9'))
    expect((await create(headers)).status).toBe(429)
    expect(
      await service.db.selectFrom('idempotency_keys').select('key').where('key', '=', 'limited').execute(),
    ).toEqual([])
  })
})

it.each(['"><script>', ', ,', '999.999.999.999', '::ffff:1', 'x'.repeat(8000), 'unknown'])(
  'an invalid X-Forwarded-For causes no 5xx: %s',
  async (address) => {
    const { status } = await create({ ...from(address), 'idempotency-key': 'strange' })
    expect([201, 429]).toContain(status)
  },
)

const direct = useService({
  isClosed: true,
  limits: { callerPerMinute: 0, guestPerMinute: 0, guestCreatePerMinute: 2 },
})

it('X-Forwarded-For is trusted only from configured proxies', async () => {
  const send = (address: string) => direct.send('POST', '/api/support_tickets', aTicket, from(address))
  expect([
    (await send('192.0.2.1')).status,
    (await send('192.0.2.2')).status,
    (await send('192.0.2.3')).status,
  ]).toEqual([201, 201, 429])
})

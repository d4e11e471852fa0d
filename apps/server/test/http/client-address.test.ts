import { describe, expect, it } from 'vitest'
import { forwardedAddresses } from '../../src/http/plugins/client-address.ts'
import { aTicket, useService } from '../support/harness.ts'

it.each([
  ['203.0.113.50', '203.0.113.50'],
  ['203.0.113.50:50001', '203.0.113.50'],
  [' 203.0.113.50 , 198.51.100.7:80', '203.0.113.50, 198.51.100.7'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['[2001:DB8:0:0::1]', '2001:db8::1'],
  ['"[2001:db8::1]:443"', '2001:db8::1'],
  ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['[fe80::1%25eth0]:80', 'fe80::1'],
  ['::ffff:203.0.113.50', '203.0.113.50'],
  ['[::ffff:203.0.113.50]:8080', '203.0.113.50'],
  ['203.0.113.50,', '203.0.113.50'],
  ['unknown', ''],
  ['', ''],
  ['1.2.3.4, unknown, 203.0.113.50', '203.0.113.50'],
  ['203.0.113.50:', ''],
  ['203.0.113.50:123456', ''],
  ['300.1.1.1', ''],
  ['[::1', ''],
  ['203.0.113.50 evil', ''],
])('X-Forwarded-For: %s is read as %s', (header, addresses) => {
  expect(forwardedAddresses(header)).toBe(addresses)
})

describe('behind a trusted proxy', () => {
  const limits = { callerPerMinute: 0, guestPerMinute: 0, guestCreatePerMinute: 1 }
  const service = useService({ isClosed: true, limits, trustedProxies: ['127.0.0.1', '10.0.0.0/8'] })
  const create = async (from: string) =>
    (await service.send('POST', '/api/support_tickets', aTicket, { 'x-forwarded-for': from })).status

  it.each([
    ['ports', ['203.0.113.1:50001', '203.0.113.1:50002', '203.0.113.1', '::ffff:203.0.113.1']],
    ['brackets and zones', ['[2001:db8::1]:443', '2001:db8::1', '[2001:DB8::1]', '[2001:db8::1%eth0]:1']],
    ['a second trusted proxy with a port', ['203.0.113.2:1, 10.0.0.1:2', '203.0.113.2:3, [::ffff:10.0.0.9]:4']],
    ['addresses that the caller forged', ['1.1.1.1, 203.0.113.3:5', '2.2.2.2:9, 203.0.113.3:6']],
    ['entries that are not addresses', ['unknown', 'also-unknown', '"><script>', '1.1.1.1, _hidden']],
  ])('a caller is recognized as the same caller with %s', async (_, [first, ...others]) => {
    expect(await create(first!)).toBe(201)
    for (const other of others) expect([other, await create(other)]).toEqual([other, 429])
  })

  it('different addresses are different callers', async () => {
    expect([await create('198.51.100.1:1'), await create('198.51.100.2:1')]).toEqual([201, 201])
  })
})

it('without a trusted proxy the header is ignored', async () => {
  expect((await plain.send('GET', '/healthz', undefined, { 'x-forwarded-for': 'unknown' })).status).toBe(200)
})
const plain = useService()

// URLs that lead inward, when they are saved and when messages are sent. Listeners on loopback must see nothing.
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outboundGuard } from '../../src/platform/outbound/outbound-guard.ts'
import { outboundSender } from '../../src/platform/outbound/send-outbound.ts'
import { attemptDelivery } from '../../src/webhooks/webhook-attempt.ts'
import { outboundRules, useService } from '../support/harness.ts'

let visits = 0
const listeners: Server[] = []
let port: number
let port6: number
beforeAll(async () => {
  port = await listen('127.0.0.1')
  port6 = await listen('::1')
})
afterAll(() => listeners.forEach((server) => server.close()))

async function listen(host: string): Promise<number> {
  const server = createServer((socket) => {
    visits++
    socket.destroy()
  }).listen(0, host)
  listeners.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

// What hostile name servers would answer. `rebinding.test` has another address at each lookup.
let lookups = 0
const NAMES: Record<string, string[] | (() => string[])> = {
  'public.test': ['93.184.215.14'],
  'loopback.test': ['127.0.0.1'],
  'loopback6.test': ['::1'],
  'mixed.test': ['93.184.215.14', '127.0.0.1'],
  'mixed6.test': ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::ffff:127.0.0.1'],
  'private.test': ['10.0.0.7'],
  'metadata.test': ['169.254.169.254'],
  'azure.test': ['168.63.129.16'],
  'nat64.test': ['64:ff9b::7f00:1'],
  'zone.test': ['fe80::1%eth0'],
  localhost: ['127.0.0.1', '::1'],
  'nowhere.test': [],
  'rebinding.test': () => (lookups++ === 0 ? ['93.184.215.14'] : ['127.0.0.1']),
}
const resolve = async (host: string) => {
  const found = NAMES[host.replace(/\.$/, '')] ?? []
  return typeof found === 'function' ? found() : found
}

// Every port is allowed, so that only the addresses decide.
const ports = Array.from({ length: 65_535 }, (_, index) => index + 1)
const rules = {
  ...outboundRules,
  isHttpAllowed: true,
  ports,
  publicUrl: 'https://support.test',
  ownPort: 8080,
  resolve,
}
const service = useService({ webhooksOptions: { outboundRules: rules, pollMs: 50 } })
const guard = outboundGuard(rules)
const outbound = { guard, sender: outboundSender() }
afterAll(() => outbound.sender.close())

const own = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
const ownHosts = own.map(({ address, family }) => (family === 'IPv6' ? `[${address.replace(/%.*/, '')}]` : address))

/** `PORT` and `PORT6` become those of the listeners. */
const HOSTILE = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '127.255.255.254',
  '0',
  '0.0.0.0',
  '0x0',
  '１２７.０.０.１',
  '①②⑦.0.0.1',
  '127%2e0%2e0%2e1',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'loopback.test',
  'loopback6.test',
  'mixed.test',
  'mixed6.test',
  'private.test',
  'metadata.test',
  'azure.test',
  'nat64.test',
  'zone.test',
  'nowhere.test',
  'support.test',
  'SUPPORT.TEST.',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '168.63.129.16',
  '100.64.0.1',
  '100.100.100.200',
  '192.0.0.192',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
].map((host) => `http://${host}:PORT/`)

const HOSTILE_IPV6 = [
  '::1',
  '::',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::7f00:1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
  'fe80::1',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  '100::1',
  '2001:db8::1',
  '5f00::1',
  '3fff::1',
].map((host) => `http://[${host}]:PORT6/`)

const OTHERS = [
  'file:///etc/passwd',
  'ftp://public.test/',
  'gopher://127.0.0.1:PORT/',
  'unix:/run/x.sock',
  'javascript:alert(1)',
  'http://user:secret@public.test/',
  'http://public.test@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT#@public.test/',
  'http://public.test:0/',
  'http://',
  '//127.0.0.1:PORT/',
  'http:\\\\127.0.0.1:PORT\\',
  ' http://127.0.0.1:PORT/ ',
]

const hostile = [...HOSTILE, ...HOSTILE_IPV6, ...OTHERS, ...ownHosts.map((host) => `http://${host}:PORT/`)]
const withPorts = (url: string) => url.replace('PORT6', String(port6)).replace('PORT', String(port))

describe(`${hostile.length} hostile URLs`, () => {
  it('are at least 60', () => {
    expect(hostile.length).toBeGreaterThanOrEqual(60)
  })

  it.each(hostile)('%s is refused when it is saved', async (url) => {
    const { status, json } = await service.send('POST', '/api/webhooks', { url: withPorts(url) })
    expect([status, json.code]).toEqual([400, 'URL_NOT_ALLOWED'])
    expect(json.detail).not.toMatch(/\d+\.\d+\.\d+\.\d+/) // says no address of an internal name
  })

  it.each(hostile)('%s is refused when a message is sent', async (url) => {
    const to = { url: withPorts(url), headers: {}, body: Buffer.from('{}'), signal: new AbortController().signal }
    expect(await attemptDelivery(outbound, to)).toMatchObject({ failure: 'url_refused', status: undefined })
  })

  it('a name that was public when it was saved is refused when it leads inward later', async () => {
    const url = `http://rebinding.test:${port}/`
    const { webhookId } = await service.client.webhooks.create({ url, isEnabled: false })
    await service.client.webhooks.test({ id: webhookId })
    const deliveries = async () => (await service.client.webhooks.listDeliveries({ id: webhookId })).items
    await expect.poll(deliveries, { timeout: 10_000 }).toMatchObject([{ failure: 'url_refused' }])
    expect(lookups).toBe(2)
  })

  it('reached no listener on loopback', () => {
    expect(visits).toBe(0)
  })

  it('a listener would have seen a request', async () => {
    const open = outboundGuard({ ...rules, allowedNetworks: ['127.0.0.0/8'] })
    const signal = AbortSignal.timeout(5_000)
    const to = { url: `http://127.0.0.1:${port}/`, headers: {}, body: Buffer.from('{}'), signal }
    expect(await attemptDelivery({ ...outbound, guard: open }, to)).toMatchObject({ failure: 'connection' })
    expect(visits).toBe(1)
  })
})

describe('what is allowed', () => {
  const check = (url: string, changes: Partial<typeof rules> & { ports?: number[] | undefined } = {}) =>
    outboundGuard({ ...rules, ...changes })
      .check(url)
      .then(
        ({ addresses }) => addresses,
        (error: Error) => error.name,
      )

  it('public addresses, by name or as such', async () => {
    expect(await check('https://public.test/')).toEqual(['93.184.215.14'])
    expect(await check('https://93.184.215.14/')).toEqual(['93.184.215.14'])
    expect(await check('https://[2606:4700:4700::1111]/')).toEqual(['2606:4700:4700::1111'])
    expect(await check('https://[64:ff9b::8.8.8.8]/')).toEqual(['64:ff9b::808:808'])
  })

  it('https on 443 only, unless configured otherwise', async () => {
    const strict = { isHttpAllowed: false, ports: undefined }
    expect(await check('https://public.test:443/', strict)).toEqual(['93.184.215.14'])
    for (const url of ['http://public.test/', 'https://public.test:8443/']) {
      expect(await check(url, strict)).toBe('UrlNotAllowed')
    }
    const withHttp = { isHttpAllowed: true, ports: undefined }
    expect(await check('http://public.test/', withHttp)).toEqual(['93.184.215.14'])
    expect(await check('http://public.test:443/', withHttp)).toBe('UrlNotAllowed')
  })

  it('networks that the configuration allows, but never the port of this process', async () => {
    const allowedNetworks = ['10.0.0.0/24', '127.0.0.0/8', 'fd00::/8']
    expect(await check('http://private.test/', { allowedNetworks })).toEqual(['10.0.0.7'])
    expect(await check('http://10.0.1.1/', { allowedNetworks })).toBe('UrlNotAllowed')
    expect(await check('http://[fd00::7]/', { allowedNetworks })).toEqual(['fd00::7'])
    expect(await check('http://127.0.0.1/', { allowedNetworks })).toEqual(['127.0.0.1'])
    expect(await check('http://127.0.0.1:8080/', { allowedNetworks })).toBe('UrlNotAllowed')
  })
})

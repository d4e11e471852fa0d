import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { aTicket, useService } from '../support/harness.ts'
import { filesOf } from '../support/stored-files.ts'

const BASE = 'https://kin.test/support'

describe(`with PUBLIC_URL=${BASE}, every URL starts with it`, () => {
  const service = useService({ publicUrl: BASE })
  /** Sends a request without the prefix, as the proxy does. */
  const follow = (address: string) => service.send('GET', new URL(address, BASE).href.replace(BASE, ''))
  const linkOf = (headers: Headers) => /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]

  it('Location', async () => {
    const { headers, json } = await service.send('POST', '/api/support_tickets', aTicket)
    expect(headers.get('location')).toBe(`/support/api/support_tickets/${json.ticketId}`)
    expect((await follow(headers.get('location')!)).json).toEqual(json)
  })

  it('Link, which is absolute', async () => {
    await service.client.tickets.create(aTicket)
    const { headers } = await service.send('GET', '/api/support_tickets?limit=1&status=OPEN')
    expect(linkOf(headers)).toMatch(/^https:\/\/kin\.test\/support\/api\/support_tickets\?limit=1&status=OPEN&cursor=/)
    expect((await follow(linkOf(headers)!)).status).toBe(200)
  })

  it('fileUrl, the Location of a file, and signed links', async () => {
    const form = new FormData()
    form.append('ticketId', String(await filesOf(service).newTicket()))
    form.append('file', new File(['text'], 'a.txt'))
    const { headers, json } = await service.send('POST', '/api/support_ticket_attachments', form)
    expect(headers.get('location')).toBe(`/support/api/support_ticket_attachments/${json.attachmentId}`)
    const link = await service.client.attachments.link({ id: json.attachmentId })
    for (const address of [json.fileUrl, link.url]) {
      expect(address.startsWith(`${BASE}/api/`)).toBe(true)
      expect((await follow(address)).text).toBe('text')
    }
  })

  it('the type of an error', async () => {
    const { json } = await service.send('GET', '/api/support_tickets/999')
    expect(json.type).toBe(`${BASE}/docs/errors#TICKET_NOT_FOUND`)
    expect((await follow(json.type)).status).toBe(200)
  })

  it('the docs page, what it loads, and the document', async () => {
    const home = await fetch(`${service.url}/`, { redirect: 'manual' })
    expect(home.headers.get('location')).toBe('/support/docs')
    const { text } = await service.send('GET', '/docs')
    expect([...text.matchAll(/src="([^"]*)"/g)].map(([, address]) => address)).toEqual(['/support/docs/scalar.js'])
    expect(text).toContain('/support/openapi.json')
    expect((await service.send('GET', '/openapi.json')).json.servers).toEqual([{ url: '/support/api' }])
  })
})

describe('without PUBLIC_URL', () => {
  const derived = { publicUrl: 'http://localhost:1', isPublicUrlDerived: true }
  const direct = useService(derived)
  const proxied = useService({ ...derived, isClosed: true, trustedProxies: ['127.0.0.1'], identity: () => staff })
  const staff = { kind: 'admin', id: 'tester' } as const
  const linkOf = async (service: typeof direct, headers: Record<string, string>) => {
    await Promise.all([service.client.tickets.create(aTicket), service.client.tickets.create(aTicket)])
    return (await service.send('GET', '/api/support_tickets?limit=1', undefined, headers)).headers.get('link')
  }

  it('Link has the host of the request', async () => {
    expect(await linkOf(direct, {})).toContain(`<${direct.url}/api/support_tickets?limit=1&cursor=`)
  })

  it('Link has the host that a trusted proxy forwards', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.1', 'x-forwarded-host': 'kin.test', 'x-forwarded-proto': 'https' }
    expect(await linkOf(proxied, forwarded)).toContain('<https://kin.test/api/support_tickets?')
    expect(await linkOf(proxied, { ...forwarded, 'x-forwarded-host': 'kin.test><x' })).toContain('<http://localhost:1/')
  })
})

describe('the configuration', () => {
  const publicUrl = (environment: Record<string, string>) => readConfig(environment).publicUrl

  it.each([
    [{ PUBLIC_URL: 'https://kin.test/support/' }, 'https://kin.test/support'],
    [{ PUBLIC_URL: 'https://KIN.test' }, 'https://kin.test'],
    [{ HOST: '127.0.0.1', PORT: '9000' }, 'http://127.0.0.1:9000'],
    [{ HOST: '0.0.0.0', PORT: '9000' }, 'http://localhost:9000'],
    [{ HOST: '::1' }, 'http://[::1]:8080'],
  ])('publicUrl for %o is %s', (environment, expected) => {
    expect(publicUrl(environment)).toBe(expected)
  })

  it('reports all invalid addresses at once', () => {
    const environment = {
      PUBLIC_URL: 'https://kin.test/?x=1',
      TRUSTED_PROXIES: '10.0.0.0/99',
      CORS_ORIGINS: 'https://kin.test/',
    }
    expect(() => readConfig(environment)).toThrow(/PUBLIC_URL: .*\n.*CORS_ORIGINS: .*\n.*TRUSTED_PROXIES: /)
  })

  it.each(['10.0.0.0/99', '10.0.0.0/0', '10.0.0.0/', '::1/129', '10.0.0', 'proxy.test', '10.0.0.1,'])(
    'TRUSTED_PROXIES=%s is invalid',
    (value) => {
      expect(() => readConfig({ TRUSTED_PROXIES: value })).toThrow('TRUSTED_PROXIES: must be a comma-separated list')
    },
  )

  it.each(['10.0.0.0/8', '::1', 'fd00::/8', '10.0.0.1, 192.168.0.0/16'])('TRUSTED_PROXIES=%s is valid', (value) => {
    expect(readConfig({ TRUSTED_PROXIES: value }).trustedProxies.join(', ')).toBe(value)
  })
})

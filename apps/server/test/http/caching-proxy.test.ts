// A proxy that caches every response for a minute, in front of a server that requires tokens.
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink } from '@trpc/client'
import type { SupportRouter } from '@kinconecta/support-contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, aTicket, useService } from '../support/harness.ts'
import { isWithoutNginx, startNginx } from '../support/nginx.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })

describe.skipIf(isWithoutNginx)('behind nginx with proxy_cache_valid 200 1m', () => {
  let url: string
  let stop: () => Promise<void>
  let admin: Record<string, string>
  let id: number
  beforeAll(async () => {
    const nginx = await startNginx(
      `location / { proxy_pass ${service.url}; proxy_cache cache; proxy_cache_valid 200 1m; proxy_cache_valid any 1m;
         add_header x-cache $upstream_cache_status always; }`,
    )
    url = nginx.url
    stop = () => nginx.stop()
    admin = bearer(await tokenOf('1', 'ADMIN'))
    id = (await service.send('POST', '/api/support_tickets', aTicket, admin)).json.ticketId
  })
  afterAll(() => stop())

  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url + path, { headers })
    return { status: response.status, cache: response.headers.get('x-cache'), text: await response.text() }
  }
  const input = (value: unknown) => encodeURIComponent(JSON.stringify(value))
  const paths = (): [string, string][] => [
    ['one ticket', `/api/support_tickets/${id}`],
    ['a list', '/api/support_tickets?limit=5'],
    ['the whole list', '/api/support_tickets'],
    ['RPC', `/trpc/tickets.get?input=${input({ id })}`],
    ['RPC through the library', `/trpc/tickets.get?x=1&input=${input({ id })}`],
    ['an RPC batch', `/trpc/tickets.get,tickets.list?batch=1&input=${input({ 0: { id } })}`],
    ['an RPC batch through the library', `/trpc/tickets.get,tickets.list?batch=1&x=1&input=${input({ 0: { id } })}`],
    ['an error', '/api/support_tickets/999999'],
  ]

  it('no caller gets the response of another', async () => {
    for (const [name, path] of paths()) {
      const before = await get(path, admin)
      const own = await get(path, admin)
      const guest = await get(path)
      expect([name, before.cache, own.cache, guest.cache]).toEqual([name, 'MISS', 'MISS', 'MISS'])
      expect([name, guest.text.includes(aTicket.email), guest.status]).toEqual([name, false, 401])
    }
  })

  it('no caller gets the response of another through tRPC’s links', async () => {
    for (const link of [httpLink, httpBatchLink, httpBatchStreamLink]) {
      const clientOf = (headers: Record<string, string>) =>
        createTRPCClient<SupportRouter>({ links: [link({ url: `${url}/trpc`, headers })] })
      expect(await clientOf(admin).tickets.get.query({ id })).toMatchObject({ email: aTicket.email })
      await expect(clientOf({}).tickets.get.query({ id })).rejects.toMatchObject({ data: { code: 'UNAUTHENTICATED' } })
    }
  })

  it('documents are cached', async () => {
    await get('/openapi.json', admin)
    expect((await get('/openapi.json')).cache).toBe('HIT')
  })
})

describe('Cache-Control and Vary', () => {
  let admin: Record<string, string>
  let id: number
  beforeAll(async () => {
    admin = bearer(await tokenOf('1', 'ADMIN'))
    id = (await service.send('POST', '/api/support_tickets', aTicket, admin)).json.ticketId
  })
  const policyOf = ({ status, headers }: Answer) => [status, headers.get('cache-control'), headers.get('vary')]
  const REST = 'Authorization, Cookie, Origin'
  const RPC = 'trpc-accept, accept, Authorization, Cookie, Origin'

  it.each([
    ['GET', () => `/api/support_tickets/${id}`, undefined, [200, 'private, no-cache', REST]],
    ['HEAD', () => `/api/support_tickets/${id}`, undefined, [200, 'private, no-cache', REST]],
    ['GET', () => '/api/support_tickets?limit=1', undefined, [200, 'private, no-store', REST]],
    ['GET', () => '/api/support_tickets', undefined, [200, 'private, no-store', REST]],
    ['POST', () => '/api/support_tickets', aTicket, [201, 'private, no-store', REST]],
    ['GET', () => '/api/support_tickets/0', undefined, [400, 'private, no-store', REST]],
    ['GET', () => '/api/support_tickets/99999', undefined, [404, 'private, no-store', REST]],
    ['GET', () => '/api/support_ticket_attachments/9/link', undefined, [404, 'private, no-store', REST]],
    ['PATCH', () => '/api/support_tickets', undefined, [405, 'private, no-store', REST]],
    ['GET', () => '/api/nothing', undefined, [404, 'private, no-store', REST]],
    ['GET', () => '/api/support_tickets/%ff', undefined, [400, 'private, no-store', REST]],
    ['GET', () => '/healthz', undefined, [200, 'private, no-store', REST]],
    ['GET', () => `/trpc/tickets.get?input={"id":${id}}`, undefined, [200, 'private, no-store', RPC]],
    ['GET', () => `/trpc/tickets.get?x=1&input={"id":${id}}`, undefined, [200, 'private, no-store', RPC]],
    ['GET', () => '/trpc/tickets.get?input={"id":0}', undefined, [400, 'private, no-store', RPC]],
    ['GET', () => '/trpc/tickets.nothing', undefined, [404, 'private, no-store', RPC]],
    ['POST', () => '/trpc/tickets.create', aTicket, [200, 'private, no-store', RPC]],
    ['POST', () => '/trpc/tickets.create', '{', [400, 'private, no-store', RPC]],
    ['GET', () => '/openapi.json', undefined, [200, 'public, max-age=300', 'Origin']],
    ['GET', () => '/docs/errors', undefined, [200, 'public, max-age=300', 'Origin']],
  ])('of %s %s', async (method, path, body, expected) => {
    expect(policyOf(await service.send(method, path(), body, admin))).toEqual(expected)
  })

  it('of 304, and of an invalid token', async () => {
    const unchanged = await service.send('GET', `/api/support_tickets/${id}`, undefined, {
      ...admin,
      'if-none-match': '"1"',
    })
    expect(policyOf(unchanged)).toEqual([304, 'private, no-cache', REST])
    const refused = await service.send('GET', '/trpc/tickets.list', undefined, bearer('nonsense'))
    expect(policyOf(refused)).toEqual([401, 'private, no-store', REST])
  })

  it('304 for a document that the caller has', async () => {
    const first = await service.send('GET', '/openapi.json')
    const again = await service.send('GET', '/openapi.json', undefined, { 'if-none-match': first.headers.get('etag')! })
    expect([again.status, again.text, again.headers.get('cache-control')]).toEqual([304, '', 'public, max-age=300'])
  })
})

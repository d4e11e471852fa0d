import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, FLAGS, isWithoutChromium } from '../support/chromium.ts'
import { aTicket, useService } from '../support/harness.ts'
import { type PageServer, startPageServer } from '../support/page-server.ts'

const PAGE = 'http://localhost:5500'
const dist = (name: string) => new URL(`../../node_modules/@trpc/${name}/dist/`, import.meta.url)
const IMPORTS = {
  '@trpc/client': '/client/index.mjs',
  '@trpc/server': '/server/index.mjs',
  '@trpc/server/rpc': '/server/rpc.mjs',
  '@trpc/server/observable': '/server/observable/index.mjs',
  '@trpc/server/unstable-core-do-not-import': '/server/unstable-core-do-not-import.mjs',
}
const HTML = `<!doctype html><script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`

const corsOrigins = [PAGE]
let pages: PageServer
beforeAll(async () => {
  pages = await startPageServer(HTML, { client: dist('client'), server: dist('server') })
  corsOrigins.push(pages.origin)
})
afterAll(() => pages.stop())
const service = useService({ corsOrigins })

describe('a preflight', () => {
  const preflight = (path: string, requested: string, origin = PAGE, method = 'POST') => {
    const headers = { 'access-control-request-method': method, 'access-control-request-headers': requested }
    return service.send('OPTIONS', path, undefined, { origin, ...headers })
  }

  it.each([
    'trpc-accept,content-type,authorization',
    'idempotency-key,if-match,if-none-match,if-range,range',
    'x-request-id,last-event-id,x-trpc-source,accept',
    'traceparent,tracestate,baggage',
    'sentry-trace,baggage',
    'x-datadog-origin,x-datadog-parent-id,x-datadog-sampling-priority,x-datadog-trace-id',
    'b3',
    'x-b3-sampled,x-b3-spanid,x-b3-traceid',
  ])('allows %s', async (requested) => {
    const { headers } = await preflight('/trpc/tickets.get', requested)
    const allowed = headers.get('access-control-allow-headers')!.toLowerCase().split(', ')
    expect(requested.split(',').filter((name) => !allowed.includes(name))).toEqual([])
  })

  it('may be cached for ten minutes, and allows no credentials', async () => {
    const { status, headers } = await preflight('/api/support_tickets/1', 'authorization', PAGE, 'PUT')
    expect([status, headers.get('access-control-max-age'), headers.get('allow')]).toEqual([
      204,
      '600',
      'GET, HEAD, PUT, DELETE, OPTIONS',
    ])
    expect([headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]).toEqual([
      PAGE,
      null,
    ])
  })

  it('for an unknown URL succeeds, so that the page can read the 404', async () => {
    const { status, headers } = await preflight('/api/nothing', 'authorization')
    expect([status < 300, headers.get('access-control-allow-origin')]).toEqual([true, PAGE])
    const { status: missing, headers: readable } = await service.send('GET', '/api/nothing', undefined, {
      origin: PAGE,
    })
    expect([missing, readable.get('access-control-allow-origin')]).toEqual([404, PAGE])
  })

  it.each(['http://evil.example', 'null', 'http://localhost:5500.evil.example'])(
    'from %s allows nothing',
    async (from) => {
      const { headers } = await preflight('/api/support_tickets', 'authorization', from)
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    },
  )
})

describe.skipIf(isWithoutChromium)(`a page of a listed origin in Chromium (skipped without ${CHROMIUM})`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  })
  afterAll(() => browser.close())

  it('calls through tRPC’s streaming link, with tracing headers', async () => {
    const { ticketId } = await service.client.tickets.create(aTicket)
    const page = await browser.newPage()
    await page.goto(pages.origin)
    const subject = await page.evaluate(`(async () => {
      const { createTRPCClient, httpBatchStreamLink } = await import('@trpc/client')
      const headers = { authorization: 'Bearer x', traceparent: '00-0-0-01', 'sentry-trace': '1', 'x-datadog-trace-id': '1' }
      const client = createTRPCClient({ links: [httpBatchStreamLink({ url: '${service.url}/trpc', headers })] })
      const [one, list] = await Promise.all([client.tickets.get.query({ id: ${ticketId} }), client.tickets.list.query()])
      return [one.subject, list.items.length]
    })()`)
    expect(subject).toEqual([aTicket.subject, 1])
    await page.close()
  })
})

// Browsers let any page send forms to loopback. An open server, which requires no token, stored them.
import { get } from 'node:http'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHROMIUM, FLAGS, isWithoutChromium } from '../support/chromium.ts'
import { aTicket, useService } from '../support/harness.ts'
import { type PageServer, startPageServer } from '../support/page-server.ts'

const corsOrigins: string[] = []
let pages: PageServer
beforeAll(async () => {
  pages = await startPageServer('<!doctype html><iframe name="target"></iframe>')
  corsOrigins.push(`http://listed.example:${new URL(pages.origin).port}`)
})
afterAll(() => pages.stop())
const service = useService({ corsOrigins })

const stored = async () => {
  const { tickets, attachments } = service.client
  const [all, files] = await Promise.all([tickets.list({ count: true }), attachments.list({ count: true })])
  return [all.total, files.total]
}

describe.skipIf(isWithoutChromium)(`pages in Chromium (skipped without ${CHROMIUM})`, () => {
  let browser: Browser
  let ticketId: number
  const statuses: string[] = []
  beforeAll(async () => {
    const args = [...FLAGS, '--host-resolver-rules=MAP *.example 127.0.0.1']
    browser = await chromium.launch({ executablePath: CHROMIUM, args })
    ;({ ticketId } = await service.client.tickets.create(aTicket))
    service.app.server.on('request', (request, response) => {
      const { origin, 'sec-fetch-mode': mode, 'sec-fetch-site': site } = request.headers
      if (origin && request.method === 'POST') {
        response.once('finish', () => statuses.push(`${mode} ${site} ${response.statusCode}`))
      }
    })
  })
  beforeEach(() => void statuses.splice(0))
  afterAll(() => browser.close())

  const open = async (host: string): Promise<Page> => {
    const page = await browser.newPage()
    await page.goto(`http://${host}:${new URL(pages.origin).port}/`)
    return page
  }
  const helpers = () => `
    const url = '${service.url}/api/'
    const ticket = () => Object.entries(${JSON.stringify(aTicket)})
    const file = () => [['ticketId', ${ticketId}], ['file', new File(['text'], 'a.txt', { type: 'text/plain' })]]
    const form = (fields) => fields.reduce((data, [name, value]) => (data.append(name, value), data), new FormData())
    const submit = (fields) => {
      const element = document.createElement('form')
      Object.assign(element, { method: 'post', enctype: 'multipart/form-data', target: 'target', action: url + 'support_tickets' })
      for (const [name, value] of fields) element.append(Object.assign(document.createElement('input'), { name, value }))
      document.body.append(element)
      element.submit()
    }`
  const attack = `(async () => {
    submit(ticket())
    navigator.sendBeacon(url + 'support_tickets', form(ticket()))
    navigator.sendBeacon(url + 'support_ticket_attachments', form(file()))
    const send = (path, body) => fetch(url + path, { method: 'POST', mode: 'no-cors', body })
    await send('support_tickets', form(ticket()))
    await send('support_ticket_attachments', form(file()))
    await send('support_tickets', new Blob(['{}'], { type: 'text/plain' }))
  })()`
  const run = (page: Page, code: string) => page.evaluate(`{${helpers()}\n${code}}`)

  it.each([
    ['another site', 'evil.example', 'cross-site'],
    ['another port of this machine', '127.0.0.1', 'same-site'],
  ])('requests of a page of %s store nothing', async (_, host, site) => {
    const before = await stored()
    const page = await open(host)
    await run(page, attack)
    await expect.poll(() => statuses.length, { timeout: 10_000 }).toBe(6)
    expect(new Set(statuses)).toEqual(new Set([`navigate ${site} 403`, `no-cors ${site} 403`]))
    expect(await stored()).toEqual(before)
    await page.close()
  })

  it('403 for a page whose host name resolves to this machine', async () => {
    const page = await browser.newPage()
    const answer = await page.goto(`http://evil.example:${new URL(service.url).port}/api/support_tickets`)
    expect(answer!.status()).toBe(403)
    await page.close()
  })

  it('a page of a listed origin creates, attaches, reads, and shows a signed link as an image', async () => {
    const [tickets, files] = await stored()
    const page = await open('listed.example')
    const signed = (await run(
      page,
      `(async () => {
        const send = async (path, init) => (await fetch(url + path, init)).json()
        const headers = { 'content-type': 'application/json' }
        await send('support_tickets', { method: 'POST', headers, body: JSON.stringify(Object.fromEntries(ticket())) })
        const { attachmentId } = await send('support_ticket_attachments', { method: 'POST', body: form(file()) })
        const link = await send('support_ticket_attachments/' + attachmentId + '/link')
        return new URL(link.url).pathname + new URL(link.url).search
      })()`,
    )) as string
    const shown = page.waitForResponse((response) => response.url().includes('signature='))
    await run(page, `void fetch('${service.url}${signed}', { mode: 'no-cors' })`)
    const response = await shown
    expect([response.request().headers()['origin'], response.status()]).toEqual([undefined, 200])
    expect(await stored()).toEqual([tickets! + 1, files! + 1])
    await page.close()
  })
})

describe('a request to an open server', () => {
  const ask = (headers: Record<string, string>, path = '/api/support_tickets') =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { port: new URL(service.url).port, path, headers }
      get(options, (response) => resolve(response.resume().statusCode)).once('error', reject)
    })

  it.each([
    ['localhost', 200],
    ['LOCALHOST', 200],
    ['LocalHost:8080', 200],
    ['localhost.', 200],
    ['localhost.:8080', 200],
    ['127.0.0.1', 200],
    ['127.1.2.3:9', 200],
    ['[::1]:8080', 200],
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['evil.localhost.example:8080', 403],
    ['127.0.0.1.evil.example', 403],
    ['192.168.0.1', 403],
    ['localhost..', 403],
    ['localhost:8080@evil.example', 403],
  ])('with the Host %s gets %i', async (host, status) => {
    expect(await ask({ host })).toBe(status)
  })

  it.each([
    ['a program', {}, 200],
    ['its own page', { 'sec-fetch-site': 'same-origin' }, 200],
    ['a typed URL', { 'sec-fetch-site': 'none' }, 200],
    ['another port, which cannot read the response', { 'sec-fetch-site': 'same-site' }, 200],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['an origin that is not listed', { origin: 'http://127.0.0.1:1' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
    ['two origins', { origin: 'http://listed.example http://evil.example' }, 403],
  ])('from $0 gets $2', async (_, headers, status) => {
    expect(await ask(headers as Record<string, string>)).toBe(status)
    expect(await ask(headers as Record<string, string>, '/trpc/tickets.list')).toBe(status)
  })

  it('from its own origin or a listed one gets 200, also with Sec-Fetch-Site: cross-site', async () => {
    const host = new URL(service.url).host
    expect(await ask({ host, origin: `http://${host}` })).toBe(200)
    expect(await ask({ origin: corsOrigins[0]!, 'sec-fetch-site': 'cross-site' })).toBe(200)
  })

  it('from another site for a download gets 403 without a valid signature', async () => {
    const path = '/api/support_ticket_attachments/1/file'
    expect(await ask({ 'sec-fetch-site': 'cross-site' }, `${path}?inline`)).toBe(403)
    expect(await ask({ 'sec-fetch-site': 'cross-site' }, `${path}?expires=1&signature=no`)).toBe(403)
    expect(await ask({ 'sec-fetch-site': 'cross-site' }, '/api/support_tickets?signature=x')).toBe(403)
  })

  it('from another site for a document gets 200', async () => {
    expect(await ask({ 'sec-fetch-site': 'cross-site' }, '/openapi.json')).toBe(200)
  })
})

const behindProxy = useService({ trustedProxies: ['127.0.0.1'] })

it('the Host header is checked and not X-Forwarded-Host', async () => {
  const port = new URL(behindProxy.url).port
  const headers = { host: 'evil.example', 'x-forwarded-host': 'localhost' }
  const status = await new Promise((resolve, reject) => {
    get({ port, path: '/api/support_tickets', headers }, (response) => resolve(response.resume().statusCode)).once(
      'error',
      reject,
    )
  })
  expect(status).toBe(403)
})

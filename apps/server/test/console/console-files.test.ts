import { beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../../console/scripts/build-console.ts'
import { useService } from '../support/harness.ts'
import { startProcess } from '../support/real-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const files: { folder?: string; failure?: string } = {}
const console = { folder: () => files.folder, failure: () => files.failure }
const service = useService({ console })
const behindProxy = useService({ console, publicUrl: 'https://example.com/support' })
const without = useService()

beforeAll(async () => {
  files.folder = await build()
})

const scriptIn = (html: string) => /src="([^"]+)"/.exec(html)![1]!

describe('GET /console', () => {
  it.each(['/console', '/console/', '/console/tickets/7?x=1', '/console/settings/me'])(
    '%s is the page',
    async (path) => {
      const { status, headers, text } = await service.send('GET', path)
      expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ])
      expect(text).toContain('<div id="root">')
    },
  )

  it('runs the scripts of this server only, and makes no script of a text', async () => {
    const { headers } = await service.send('GET', '/console')
    expect(headers.get('content-security-policy')!.split(';').toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      'frame-src blob:',
      "img-src 'self' blob:",
      "require-trusted-types-for 'script'",
      "script-src 'self'",
      "style-src 'self'",
      "trusted-types 'none'",
    ])
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('its files are immutable and compressed', async () => {
    const { text } = await service.send('GET', '/console')
    const script = scriptIn(text)
    const sizes = []
    for (const encoding of ['identity', 'gzip', 'br']) {
      const answer = await service.send('GET', script, undefined, { 'accept-encoding': encoding })
      expect(answer.headers.get('content-encoding') ?? 'identity').toBe(encoding)
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(answer.headers.get('content-type')).toMatch(/^(?:text|application)\/javascript/)
      expect(answer.headers.get('vary')).toContain('ccept-')
      sizes.push(Number(answer.headers.get('content-length')))
    }
    expect(sizes[2]! < sizes[1]! && sizes[1]! < sizes[0]!).toBe(true)
  })

  it.each(['nothing.js', '..%2findex.html', '%2e%2e%2f%2e%2e%2fpackage.json', 'a%00b'])(
    'no other file is sent for assets/%s',
    async (name) => {
      expect((await service.send('GET', `/console/assets/${name}`)).status).toBe(404)
    },
  )

  it('405 for other methods', async () => {
    expect((await service.send('POST', '/console', {})).status).toBe(405)
  })

  it('the addresses in the page begin with the path of PUBLIC_URL', async () => {
    const { text } = await behindProxy.send('GET', '/console')
    expect(scriptIn(text)).toMatch(/^\/support\/console\/assets\/index-/)
    expect(text).toContain('<meta name="path-prefix" content="/support" />')
    expect((await fetch(behindProxy.url, { redirect: 'manual' })).headers.get('location')).toBe('/support/console')
  })

  it('while it is being built: a page that opens it by itself, and an API that works', async () => {
    const { folder } = files
    delete files.folder
    const page = await service.send('GET', '/console')
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '2'])
    expect(page.text).toContain('<meta http-equiv="refresh" content="2">')
    expect(page.text).toContain('<a href="/docs">')
    expect((await service.send('GET', '/api/support_tickets')).status).toBe(200)
    files.failure = 'Cannot find module vite'
    expect((await service.send('GET', '/console')).text).toContain('could not be built')
    delete files.failure
    files.folder = folder!
  })

  it('404 if the console is not served; then / leads to the reference', async () => {
    expect((await without.send('GET', '/console')).status).toBe(404)
    expect((await fetch(without.url, { redirect: 'manual' })).headers.get('location')).toBe('/docs')
  })
})

it('a server that was started by hand serves the console, without a build by hand', async () => {
  const folder = await temporaryFolder()
  const server = await startProcess({ CONSOLE: 'on', DATA_DIR: folder })
  expect(server.output()).toContain(`Console  ${server.url}/console`)
  const statuses = new Set<number>()
  await expect
    .poll(
      async () => {
        const { status } = await fetch(`${server.url}/console`)
        statuses.add(status)
        return status
      },
      { timeout: 25_000, interval: 100 },
    )
    .toBe(200)
  expect([...statuses].filter((status) => status !== 503)).toEqual([200])
  expect(await server.end('SIGTERM')).toBe(0)
})

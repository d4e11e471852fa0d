import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()

/** Sends bytes unchanged and reads the response to its end. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
  socket.end(bytes)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer
}

describe('URLs and methods', () => {
  it('a trailing slash is ignored', async () => {
    expect((await service.send('GET', '/api/support_tickets/')).text).toBe('[]')
  })

  it('/ redirects to the docs', async () => {
    expect((await fetch(service.url, { redirect: 'manual' })).headers.get('location')).toBe('/docs')
    expect((await service.send('GET', '/')).headers.get('content-type')).toBe('text/html; charset=utf-8')
  })

  it.each(['/api', '/api/nothing', '/api/support_tickets/1/x', '/trpc', '/%00'])(
    '404 ROUTE_NOT_FOUND at %s',
    async (path) => {
      const { status, json, headers } = await service.send('GET', `${path}?secret=1`)
      expect([status, json.code]).toEqual([404, 'ROUTE_NOT_FOUND'])
      expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
      expect(json.detail).not.toContain('secret')
    },
  )

  it.each([
    ['/api/support_tickets', ['PUT', 'DELETE', 'PATCH', 'PROPFIND'], 'POST, GET, HEAD, OPTIONS'],
    ['/api/support_tickets/1', ['POST', 'PATCH'], 'GET, HEAD, PUT, DELETE, OPTIONS'],
    ['/healthz', ['POST', 'DELETE'], 'GET, HEAD, OPTIONS'],
    ['/openapi.json', ['PUT'], 'GET, HEAD, OPTIONS'],
    ['/trpc/tickets.get', ['PUT', 'DELETE'], 'GET, POST, OPTIONS'],
  ])('405 METHOD_NOT_ALLOWED with Allow at %s', async (path, methods, allow) => {
    for (const method of methods) {
      const { status, json, headers } = await service.send(method, path)
      expect([status, json.code]).toEqual([405, 'METHOD_NOT_ALLOWED'])
      expect(headers.get('allow')?.split(', ').toSorted()).toEqual(allow.split(', ').toSorted())
    }
  })

  it('OPTIONS returns the methods of a URL', async () => {
    const { status, headers } = await service.send('OPTIONS', '/api/support_tickets/1')
    expect([status, headers.get('allow')]).toEqual([204, 'GET, HEAD, PUT, DELETE, OPTIONS'])
  })

  it('HEAD is GET without a body', async () => {
    const { ticketId } = await service.client.tickets.create(aTicket)
    const get = await service.send('GET', `/api/support_tickets/${ticketId}`)
    const head = await service.send('HEAD', `/api/support_tickets/${ticketId}`)
    expect([head.status, head.headers.get('content-length'), head.text]).toEqual([
      200,
      get.headers.get('content-length'),
      '',
    ])
    expect((await service.send('HEAD', '/api/support_tickets/999')).status).toBe(404)
  })
})

describe('malformed HTTP', () => {
  it.each([
    ['garbage', 'nonsense\r\n\r\n', 400, 'REQUEST_MALFORMED'],
    ['a header of 20 KiB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_480)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
    [
      'two different lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
      'REQUEST_MALFORMED',
    ],
  ])('%s', async (_, bytes, status, code) => {
    const answer = await raw(bytes)
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ status, code })
    expect(answer).toContain('application/problem+json')
    for (const header of [
      'cache-control: private, no-store',
      'x-content-type-options: nosniff',
      'x-frame-options: DENY',
    ])
      expect(answer).toContain(`${header}\r\n`)
  })

  it.each([
    ['an unknown expectation', 'GET /x HTTP/1.1\r\nHost: x\r\nExpect: banana', 404, 'ROUTE_NOT_FOUND'],
    ['no Host', 'GET /healthz HTTP/1.1', 400, 'REQUEST_MALFORMED'],
    ['an invalid absolute URL', 'GET http://[ HTTP/1.1\r\nHost: x', 400, 'REQUEST_MALFORMED'],
    ['TRACE', 'TRACE /trpc/tickets.list HTTP/1.1\r\nHost: x', 405, 'METHOD_NOT_ALLOWED'],
  ])('%s', async (_, head, status, code) => {
    const answer = await raw(`${head}\r\nConnection: close\r\n\r\n`)
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ status, code })
  })
})

describe('headers', () => {
  it('X-Request-Id is in every response and in the problem: the caller’s own if it is harmless', async () => {
    const own = await service.send('GET', '/nothing', undefined, { 'x-request-id': 'order-42' })
    expect([own.headers.get('x-request-id'), own.json.requestId]).toEqual(['order-42', 'order-42'])
    const hostile = await service.send('GET', '/nothing', undefined, { 'x-request-id': 'a"}; drop' })
    expect(hostile.json.requestId).toMatch(/^[\da-f-]{36}$/)
  })

  it('a listed origin may send requests with the headers of the front end', async () => {
    const headers = {
      origin: 'http://localhost:5500',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization, content-type',
    }
    const preflight = await service.send('OPTIONS', '/api/support_tickets/1', undefined, headers)
    expect(preflight.status).toBe(204)
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'http://localhost:5500',
      'access-control-allow-methods': expect.stringContaining('PUT'),
      'access-control-allow-headers': expect.stringContaining('Authorization'),
    })
    const problem = await service.send('GET', '/api/support_tickets/abc', undefined, {
      origin: 'http://localhost:5500',
    })
    expect(problem.headers.get('access-control-allow-origin')).toBe('http://localhost:5500')
  })

  it.each(['http://evil.example', 'http://localhost:5500.evil.example', 'null'])(
    'origin %s is not allowed',
    async (origin) => {
      const { headers } = await service.send('GET', '/api/support_tickets', undefined, { origin })
      expect([headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]).toEqual([
        null,
        null,
      ])
    },
  )
})

describe('outside the API', () => {
  it('/healthz and /readyz', async () => {
    expect((await service.send('GET', '/healthz')).json).toEqual({ status: 'ok' })
    const { status, json } = await service.send('GET', '/readyz')
    // The tests' Postgres runs without fsync, so the server is not ready.
    expect([status, json.code, json.detail]).toEqual([503, 'NOT_READY', 'Not ready: durability (fsync is off)'])
  })

  it('/openapi.json is the document of the contract', async () => {
    const { json } = await service.send('GET', '/openapi.json')
    expect(Object.keys(json.paths)).toContain('/support_tickets/{id}')
  })

  it('/docs loads everything from this server', async () => {
    const page = await service.send('GET', '/docs')
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect([...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      '/docs/scalar.js',
    ])
    const script = await service.send('GET', '/docs/scalar.js')
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect(script.text.length).toBeGreaterThan(1_000_000)
  })

  it('the type of a problem links to its paragraph in the docs', async () => {
    const { json } = await service.send('GET', '/api/support_tickets/99')
    expect(json.type).toBe('https://support.test/docs/errors#TICKET_NOT_FOUND')
    expect((await service.send('GET', '/docs/errors')).text).toContain('id="TICKET_NOT_FOUND"')
  })
})

// For an unknown method or URL the response waited for the body, although it does not depend on it: 503 after ten
// seconds, or 408 on the same connection 20 seconds later.
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { useService } from '../support/harness.ts'

const service = useService()

function open(): Socket {
  return connect(Number(new URL(service.url).port), '127.0.0.1')
}

const BODIES = {
  'a body that stalls': 'Content-Length: 10\r\n\r\n{',
  'a body that never starts': 'Content-Length: 10\r\n\r\n',
  'a chunked body that stalls': 'Transfer-Encoding: chunked\r\n\r\n5\r\n{',
}

const REQUESTS = [
  ['PATCH', '/api/support_tickets/1', 405, 'METHOD_NOT_ALLOWED'],
  ['POST', '/api/support_tickets/1', 405, 'METHOD_NOT_ALLOWED'],
  ['DELETE', '/api/support_tickets', 405, 'METHOD_NOT_ALLOWED'],
  ['PUT', '/trpc/tickets.list', 405, 'METHOD_NOT_ALLOWED'],
  ['QUERY', '/api/support_tickets', 405, 'METHOD_NOT_ALLOWED'],
  ['POST', '/healthz', 405, 'METHOD_NOT_ALLOWED'],
  ['POST', '/nowhere', 404, 'ROUTE_NOT_FOUND'],
  ['PATCH', '/nowhere', 404, 'ROUTE_NOT_FOUND'],
  ['OPTIONS', '/nowhere', 404, 'ROUTE_NOT_FOUND'],
] as const

describe.each(Object.entries(BODIES))('%s', (_name, body) => {
  it.each(REQUESTS)('%s %s gets %i %s at once, and the connection is closed', async (method, path, status, code) => {
    const socket = open()
    const startMs = performance.now()
    socket.write(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${body}`)
    let answer = ''
    for await (const chunk of socket) {
      answer += String(chunk)
      if (answer.endsWith('}')) break
    }
    expect(performance.now() - startMs).toBeLessThan(1_000)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} .*connection: close.*"${code}"`, 's'))
    expect(answer).toContain('x-content-type-options')
  })
})

it('a HEAD with a body that stalls gets its response at once too', async () => {
  const socket = open()
  const startMs = performance.now()
  socket.write('HEAD /trpc/tickets.list HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n')
  expect(await text(socket)).toMatch(/^HTTP\/1.1 405 /)
  expect(performance.now() - startMs).toBeLessThan(1_000)
})

it('an OPTIONS with a body that stalls gets its response at once too', async () => {
  const socket = open()
  socket.write('OPTIONS /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n')
  const [answer] = await socket.take(1).toArray()
  expect(String(answer)).toMatch(/^HTTP\/1.1 204 .*allow: GET, HEAD, OPTIONS/s)
})

it('a caller that sends a large body can read the response', async () => {
  for (let round = 0; round < 20; round++) {
    const answer = await service.send('PATCH', '/api/support_tickets/1', 'x'.repeat(4_000_000))
    expect(answer.json.code).toBe('METHOD_NOT_ALLOWED')
  }
})

it('the connection is closed when the rest of the body arrives', async () => {
  const socket = open()
  const startMs = performance.now()
  socket.write('PATCH /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{')
  setTimeout(() => socket.write('}'), 100)
  expect(await text(socket)).toMatch(/^HTTP\/1.1 405 .*\}$/s)
  expect(performance.now() - startMs).toBeLessThan(2_000)
})

it('without a body the connection stays open', async () => {
  const socket = open()
  socket.write('PATCH /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  expect((await text(socket)).match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 405', 'HTTP/1.1 200'])
})

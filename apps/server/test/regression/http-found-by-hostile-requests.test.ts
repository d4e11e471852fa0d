// Defects that hostile requests could use: each was a 500, a wrong response to another request, or a secret in the log.
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { overRest } from '../support/both-transports.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'

const lines: string[] = []
const logged: { write(line: string): void } = { write: (line) => lines.push(line) }
const service = useService({
  logger: { level: 'info', stream: logged },
  identity: () => ({ kind: 'admin', id: 'tester' }), // unlike an open server, it does not check Host
})

async function raw(...parts: string[]): Promise<string> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => (answer += String(chunk)))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  for (const [index, part] of parts.entries()) {
    if (index > 0) while (!answer.includes('HTTP/1.1')) await new Promise((resolve) => setImmediate(resolve))
    socket.write(part)
  }
  await closed
  return answer
}

const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))
const post = (body: string, extra = '') =>
  `POST /api/support_tickets HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${extra}\r\n${body}`

describe('responses', () => {
  it.each([
    ['GET http://usr:sekret@h/trpc/tickets.list?token=TOPSECRET HTTP/1.1\r\nHost: h', 400],
    ['GET /trpc/tickets.list?token=TOPSECRET HTTP/1.1\r\nHost: usr:sekret@h', 400],
    [`GET /api/support_tickets/${'1'.repeat(1001)} HTTP/1.1\r\nHost: h`, 414],
    [`GET /trpc/${'a'.repeat(1001)} HTTP/1.1\r\nHost: h`, 414],
    ['GET /healthz HTTP/1.1\r\nHost: h\r\nHost: h', 400],
    ['GET /healthz HTTP/1.0\r\nHost: h\r\nX: y\r\nhOST: other', 400],
    ['HEAD /trpc/tickets.list HTTP/1.1\r\nHost: h', 405],
    ['OPTIONS /nothing HTTP/1.1\r\nHost: h', 404],
  ])('%s', async (head, status) => {
    expect(statuses(await raw(`${head}\r\nConnection: close\r\n\r\n`))).toEqual([status])
  })

  it('a URL that cannot be decoded is not repeated in the response', async () => {
    expect((await service.send('GET', '/api/support_tickets/%zz?token=TOPSECRET')).text).not.toContain('TOPSECRET')
  })

  it.each<Record<string, string>>([
    { 'content-encoding': 'gzip' },
    { 'content-type': 'application/json; charset=utf-16' },
  ])('415 for %o', async (headers) => {
    expect((await service.send('POST', '/api/support_tickets', aTicket, headers)).json.code).toBe(
      'UNSUPPORTED_MEDIA_TYPE',
    )
  })

  it.each(['1.0', '0001', '1.00000000000000000001', '+1'])('400 INVALID_INPUT for the id %s', async (id) => {
    expect((await overRest(service, 'tickets.get', { id })).json.code).toBe('INVALID_INPUT')
  })

  it.each([
    ['GET', `/trpc/${Array.from({ length: 11 }, () => 'tickets.list').join(',')}?batch=1`],
    ['GET', '/trpc/tickets.list?connectionParams=1'],
    ['POST', '/trpc/tickets.create'],
  ])('an error before the context is created has the request id: %s %s', async (method, path) => {
    const { json, headers } = await service.send(method, path, undefined, { origin: 'http://localhost:5500' })
    expect([json].flat()[0].error.data.requestId).toBe(headers.get('x-request-id'))
    expect(headers.get('content-type')).toContain('application/json')
    expect(headers.get('vary')).toContain('Origin')
  })

  it('HEAD of the whole list has no Content-Length', async () => {
    await service.client.tickets.create(aTicket)
    const { headers } = await service.send('HEAD', '/api/support_tickets')
    expect(headers.get('content-length')).toBeNull()
  })
})

describe('data after a request on the same connection', () => {
  it('garbage gets a second response after that of the request', async () => {
    const answer = await raw(`${post(JSON.stringify(aTicket))}GARBAGE\r\n\r\n`)
    expect(statuses(answer)).toEqual([201, 400])
  })

  it.each(['/api/support_tickets', '/trpc/tickets.create'])(
    'a malformed chunked body to %s gets one response, at once',
    async (path) => {
      const startMs = performance.now()
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked`
      expect(statuses(await raw(`${head}\r\n\r\n2\r\n{}\r\nZZ\r\n`))).toEqual([400])
      expect(performance.now() - startMs).toBeLessThan(2_000)
    },
  )

  it('a request with too large headers gets 431', async () => {
    const answer = await raw(
      'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_480)}\r\n\r\n`,
    )
    expect(statuses(answer)).toEqual([200, 431])
  })
})

it('changes are retried after a deadlock and do not fail with 500', async () => {
  const [a, b] = await Promise.all([service.client.tickets.create(aTicket), service.client.tickets.create(aTicket)])
  const attachments = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      service.client.attachments.create({ ...anAttachment, ticketId: (index % 2 ? a : b).ticketId }),
    ),
  )
  for (let round = 0; round < 40; round++) {
    const answers = await Promise.all(
      attachments.map(({ attachmentId }, index) =>
        service.send('PUT', `/api/support_ticket_attachments/${attachmentId}`, {
          ...anAttachment,
          ticketId: ((index + round) % 2 ? a : b).ticketId,
        }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(attachments.map(() => 200))
  }
})

it('the log contains none of the secrets', () => {
  expect(lines.length).toBeGreaterThan(10)
  expect(lines.join('')).not.toMatch(/TOPSECRET|sekret|aaaaaaaa|11111111/)
})

// A body in chunks of one byte needed 400 times its size in memory: 60 guests, or 8 answers of a webhook's receiver,
// ended the process. Receivers could also keep it busy with bytes that Node does not report.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outboundSender } from '../../src/platform/outbound/send-outbound.ts'
import { apiKeys } from '../../src/platform/identity/api-keys.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService({ isClosed: true, signInWays: (db) => ({ keys: apiKeys(db) }) })

const JSON_BODY = 'Content-Type: application/json'
const FORM = 'Content-Type: multipart/form-data; boundary=b'
const FORM_START = '--b\r\nContent-Disposition: form-data; name="subject"\r\n\r\n'

const chunked = (pieces: string[]) =>
  pieces.map((piece) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`).join('')

/** Sends a chunked body without its end, and returns the answer once the server has closed the connection. */
async function answerTo(line: string, header: string, pieces: string[], end = ''): Promise<string> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
  let answer = ''
  socket.on('data', (data) => (answer += String(data)))
  socket.on('error', () => {})
  const head = [`${line} HTTP/1.1`, 'Host: localhost', 'Sec-Fetch-Site: same-origin', header]
  socket.write(`${[...head, 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n${chunked(pieces)}${end}`)
  await new Promise((resolve) => socket.once('close', resolve))
  return answer
}

const statusOf = (answer: string) => answer.slice(9, 12)

describe('a request', () => {
  const spaces = Array.from({ length: 50_000 }, () => ' ')
  it.each([
    ['POST /api/support_tickets', JSON_BODY, '400'],
    ['POST /trpc/tickets.create', JSON_BODY, '400'],
    ['POST /console/session/key', JSON_BODY, '400'],
    ['POST /api/support_tickets', FORM, '400'],
    // These have their answer before the body is read.
    ['GET /api/support_tickets', JSON_BODY, '401'],
    ['POST /nothing', JSON_BODY, '404'],
    ['POST /api/support_tickets', `${JSON_BODY}\r\nAuthorization: Bearer a.b.c`, '401'],
  ])('%s with %s in chunks of one byte gets %s, and its connection is closed', async (line, header, status) => {
    const startMs = performance.now()
    const answer = await answerTo(line, header, [FORM_START, ...spaces])
    expect(statusOf(answer)).toBe(status)
    expect(answer.includes('The body is sent in too many small chunks')).toBe(status === '400')
    expect(performance.now() - startMs).toBeLessThan(4_000)
  })

  it('is not carried out after such a body, although it could be read', async () => {
    const body = JSON.stringify({ ...aTicket, message: 'm'.repeat(1_500) })
    expect(statusOf(await answerTo('POST /api/support_tickets', JSON_BODY, Array.from(body), '0\r\n\r\n'))).toBe('400')
    expect(await service.db.selectFrom('support_tickets').select('ticket_id').execute()).toEqual([])
  })

  it('is answered with many chunks of ordinary size, and with few small ones', async () => {
    const head = `${JSON_BODY}\r\nConnection: close`
    const spacesOf = (length: number) => ' '.repeat(length)
    const body = JSON.stringify(aTicket)
    const small = [...Array.from(body), ...Array.from({ length: 600 }, () => ' ')]
    const ordinary = [body, ...Array.from({ length: 240 }, () => spacesOf(1_000))]
    for (const pieces of [small, ordinary]) {
      expect(statusOf(await answerTo('POST /api/support_tickets', head, pieces, '0\r\n\r\n'))).toBe('201')
    }
  })

  it('with a form of many empty parts is refused at once', async () => {
    const startMs = performance.now()
    const parts = ['--b', ...Array.from({ length: 40 }, () => '\r\n--b'.repeat(5_000))]
    const answer = await answerTo('POST /api/support_tickets', `${FORM}\r\nConnection: close`, parts, '0\r\n\r\n')
    expect(answer).toContain('Malformed multipart/form-data: it has too many parts')
    expect(performance.now() - startMs).toBeLessThan(500)
  })
})

describe('a receiver that sends', () => {
  let behave: (socket: Socket) => void
  let sentBytes = 0
  const sender = outboundSender()
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('close', () => (sentBytes += socket.bytesWritten))
    socket.once('data', () => behave(socket))
  })
  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
  afterAll(() => {
    sender.close()
    server.close()
  })

  const send = () => {
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const body = Buffer.from('{}')
    return sender.send({ to: { url, addresses: ['127.0.0.1'] }, headers: {}, body, signal: AbortSignal.timeout(5_000) })
  }
  const endlessly = (start: string, repeated: string) => (socket: Socket) => {
    const chunk = Buffer.from(repeated.repeat(Math.ceil(65_536 / repeated.length)))
    socket.write(start)
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
      if (!socket.destroyed) socket.once('drain', more)
    }
    more()
  }
  const OK = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'

  it.each([
    ['responses with status 103', endlessly('', 'HTTP/1.1 103 E\r\nA: b\r\n\r\n')],
    ['responses with status 100', endlessly('', 'HTTP/1.1 100 C\r\n\r\n')],
    ['line breaks', endlessly('', '\r\n')],
    ['chunk extensions', endlessly(OK, `1;a=${'x'.repeat(16_000)}\r\ny\r\n`)],
  ])('%s without an end is disconnected', async (_, receiver) => {
    behave = receiver
    sentBytes = 0
    await expect(send()).rejects.toMatchObject({ code: 'HPE_ENDLESS_ANSWER' })
    await expect.poll(() => sentBytes).toBeGreaterThan(0)
    expect(sentBytes).toBeLessThan(32 * 1024 * 1024) // what fits into the buffers of a connection
  })

  it('65,000 chunks of one byte is read up to 1,000 of them', async () => {
    behave = (socket) => void socket.write(OK + '1\r\ny\r\n'.repeat(65_000))
    const { status, body } = await send()
    expect([status, body.toString()]).toEqual([200, 'y'.repeat(1_000)])
  })

  it('a few informational responses is read, several times on one connection', async () => {
    const connections = new Set<Socket>()
    behave = (socket) => {
      const answer = 'HTTP/1.1 103 E\r\n\r\n'.repeat(10) + 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
      connections.add(socket)
      socket.write(answer)
      socket.on('data', () => socket.write(answer))
    }
    for (let time = 0; time < 20; time++) expect((await send()).body.toString()).toBe('ok')
    expect(connections.size).toBe(1)
  })
})

// After a reset the peer's address is unknown. Deriving the guest's identity from it threw in a promise without a
// handler, which ended the process: one packet without credentials was enough.
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'
import { type RealProcess, startProcess } from '../support/real-process.ts'
import { tokenOf, tokenSources } from '../support/tokens.ts'

const RESETS = 1_000
const AT_ONCE = 20

const service = useService()

const WRONG_TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3IiwiZXhwIjo5OTk5OTk5OTk5fQ.c2lnbmF0dXJl'

const get = (path: string, extra = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${extra}`
const post = (path: string, body: string, type = 'application/json', method = 'POST') =>
  `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const form = (part: string) =>
  `--x\r\nContent-Disposition: form-data; name="ticketId"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n${part}\r\n--x--\r\n`

const ticket = JSON.stringify(aTicket)
const inputs = encodeURIComponent('{"0":{"id":1},"1":{}}')

const REQUESTS = [
  get('/api/support_tickets/1', '\r\n'),
  get('/api/support_tickets', '\r\n'),
  get('/api/support_ticket_attachments/1/file', '\r\n'),
  get('/api/support_ticket_attachments/1/thumbnail', '\r\n'),
  get('/docs/scalar.js', '\r\n'),
  get('/healthz', '\r\n'),
  get('/nowhere', '\r\n'),
  get('/trpc/tickets.list', '\r\n'),
  get(`/trpc/tickets.get,tickets.list?batch=1&input=${inputs}`, '\r\n'),
  get(`/trpc/tickets.get,tickets.list?batch=1&input=${inputs}`, 'trpc-accept: application/jsonl\r\n\r\n'),
  post('/api/support_tickets', ticket),
  post('/api/support_tickets/1', ticket, undefined, 'PUT'),
  post('/api/support_tickets/999999', '', undefined, 'DELETE'),
  post('/api/support_tickets/1', ticket, undefined, 'PATCH'),
  post('/trpc/tickets.create', ticket),
  post('/trpc/tickets.create,tickets.create?batch=1', `{"0":${ticket},"1":${ticket}}`),
  post('/api/support_ticket_attachments', form('text '.repeat(50_000)), 'multipart/form-data; boundary=x'),
  post('/api/support_tickets', form('text '.repeat(50_000)), 'multipart/form-data; boundary=x'),
]

const random = (max: number) => Math.floor(Math.random() * max)

/** Sends pipelined requests, sometimes truncated, sometimes reads or waits, and resets the connection. */
async function reset(port: number, requests: string): Promise<void> {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  if (random(2) === 0) socket.on('data', () => {})
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
  await written(socket, random(3) === 0 ? requests.slice(0, random(requests.length)) : requests)
  if (random(4) > 0) await sleep(random(60))
  if (random(4) === 0) socket.end()
  socket.resetAndDestroy()
}

function written(socket: Socket, text: string): Promise<unknown> {
  return Promise.race([new Promise((resolve) => socket.write(text, resolve)), sleep(50)])
}

function authorized(request: string, token: string): string {
  const authorization = token === '' ? '' : `Authorization: Bearer ${token}\r\n`
  return request.replace('Host: localhost\r\n', `Host: localhost\r\n${authorization}`)
}

async function sendResets(server: RealProcess, tokens: string[]): Promise<void> {
  const port = Number(new URL(server.url).port)
  for (let sent = 0; sent < RESETS; sent += AT_ONCE) {
    const one = (_: unknown, index: number) => {
      const first = REQUESTS[(sent + index) % REQUESTS.length]!
      const others = Array.from({ length: random(4) }, () => REQUESTS[random(REQUESTS.length)]!)
      const requests = [first, ...others].map((request) => authorized(request, tokens[random(tokens.length)]!))
      return reset(port, requests.join(''))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, one))
  }
}

it(
  'after 1,000 resets during every kind of request the server runs and its log has no errors',
  { timeout: 90_000 },
  async () => {
    const { ticketId } = await service.client.tickets.create(aTicket)
    const environment = {
      DATABASE_URL: service.databaseUrl,
      DATA_DIR: service.folder,
      JWT_SECRET: tokenSources.secret!,
      RATE_LIMIT: '0',
      RATE_LIMIT_GUEST: '0',
      RATE_LIMIT_GUEST_CREATE: '0',
    }
    await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
    select 'n', 'e', 's', repeat('m', 1000), now(), now() from generate_series(1, 3000)`.execute(service.db)
    const server = await startProcess(environment)
    const admin = await tokenOf('boss', 'ADMIN')
    const upload = new FormData()
    upload.set('ticketId', String(ticketId))
    upload.set('file', new Blob(['text '.repeat(500_000)]), 'a.txt')
    const headers = { authorization: `Bearer ${admin}` }
    const file = await fetch(`${server.url}/api/support_ticket_attachments`, { method: 'POST', body: upload, headers })
    expect(await file.json()).toMatchObject({ attachmentId: 1 })

    await sendResets(server, ['', WRONG_TOKEN, 'kin_x', admin])

    const answer = await fetch(`${server.url}/api/support_tickets/${ticketId}`, { headers })
    expect(await answer.json()).toMatchObject({ ticketId })
    expect(await server.end('SIGTERM')).toBe(0)
    expect(server.output()).not.toMatch(/"level":[56]0|INTERNAL/)
  },
)

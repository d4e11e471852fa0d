// Responses to clients that do not read were kept in memory without a limit: 400 connections that requested
// /docs/scalar.js used 1.8 GB for as long as they stayed open.
import { connect, type Socket } from 'node:net'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { useService } from '../support/harness.ts'
import { startProcess } from '../support/real-process.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const MIB = 1024 * 1024
const STALL_MS = 1_500
const PAGE = '/api/support_tickets?limit=1000'

const byteBounds = { bytesPerCaller: 10 * MIB, bytesInTotal: 100 * MIB }
const patient = useService({ isClosed: true, answerBounds: { stallMs: 60_000, ...byteBounds } })
const service = useService({ isClosed: true, answerBounds: { stallMs: STALL_MS, ...byteBounds } })

let admin: Record<string, string>
beforeAll(async () => {
  admin = bearer(await tokenOf('root', 'ADMIN'))
  for (const { db } of [patient, service])
    await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
      select 'n', 'e', 's', repeat('😀', 65000), now(), now() from generate_series(1, 20)`.execute(db)
})

interface Reader {
  socket: Socket
  status: string | undefined
}

/** Sends a GET and reads only the first bytes of the response. */
function askWithoutReading(url: string, path: string, headers: Record<string, string> = {}): Reader {
  const { port, hostname } = new URL(url)
  const reader: Reader = { socket: null!, status: undefined }
  const callback = (_size: number, start: Uint8Array) => {
    reader.status ??= Buffer.from(start).toString('latin1', 9, 12)
    return false
  }
  reader.socket = connect({ port: Number(port), host: hostname, onread: { buffer: Buffer.alloc(64), callback } })
  reader.socket.on('error', () => {})
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  reader.socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join('')}\r\n`)
  onTestFinished(() => void reader.socket.destroy())
  return reader
}

/** Whether the server has reset the connection. A client that does not read detects this by writing. */
function isReset({ socket }: Reader): Promise<boolean> {
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const closed = new Promise<boolean>((resolve) => void socket.once('close', resolve))
  return Promise.race([closed, sleep(1_000, false)])
}

const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await sleep(20)
}

describe('a caller that does not read', () => {
  it('gets 503 TOO_MANY_OPEN_ANSWERS above its limit, until it disconnects', async () => {
    const readers = Array.from({ length: 16 }, () => askWithoutReading(patient.url, PAGE, admin))
    await until(() => readers.every(({ status }) => status !== undefined))
    // The limit allows two pages, and the kernel buffers a few more.
    expect(readers.filter(({ status }) => status === '200').length).toBeLessThan(10)
    const refused = await patient.send('GET', PAGE, undefined, admin)
    expect([refused.status, refused.json.code]).toEqual([503, 'TOO_MANY_OPEN_ANSWERS'])
    expect(refused.headers.get('retry-after')).toBe('5')
    const rpc = await patient.send('GET', '/trpc/tickets.list?input=%7B%22limit%22%3A1000%7D', undefined, admin)
    expect([rpc.status, rpc.json.error.data.code]).toEqual([503, 'TOO_MANY_OPEN_ANSWERS'])
    const other = bearer(await tokenOf('other', 'ADMIN'))
    expect((await patient.send('GET', PAGE, undefined, other)).status).toBe(200)
    for (const { socket } of readers) socket.destroy()
    await sleep(300)
    expect((await patient.send('GET', PAGE, undefined, admin)).status).toBe(200)
  })

  it('is not counted after it disconnects, also with pipelined responses', async () => {
    const reader = askWithoutReading(patient.url, PAGE, admin)
    reader.socket.write(`GET ${PAGE} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${admin['authorization']}\r\n\r\n`)
    await until(() => reader.status !== undefined)
    await sleep(500)
    reader.socket.destroy()
    await sleep(300)
    for (let round = 0; round < 5; round++) expect((await patient.send('GET', PAGE, undefined, admin)).status).toBe(200)
  })

  it('is disconnected after a while, and then gets pages again', async () => {
    const readers = Array.from({ length: 8 }, () => askWithoutReading(service.url, PAGE, admin))
    await until(() => readers.every(({ status }) => status !== undefined))
    await sleep(STALL_MS + 1_500)
    expect(await Promise.all(readers.map(isReset))).toContain(true)
    expect((await service.send('GET', PAGE, undefined, admin)).status).toBe(200)
  })

  it('is disconnected during a whole list too', async () => {
    const reader = askWithoutReading(service.url, '/api/support_tickets', admin)
    await until(() => reader.status !== undefined)
    await sleep(STALL_MS + 1_500)
    expect([reader.status, await isReset(reader)]).toEqual(['200', true])
  })
})

it('calls through tRPC’s handler count by the size of their response: 40 concurrent single tickets all get 200', async () => {
  const path = '/trpc/tickets.get?input=%7B%22id%22%3A1%7D&unknown=1' // an unknown parameter goes to tRPC's handler
  const answers = await Promise.all(Array.from({ length: 40 }, () => service.send('GET', path, undefined, admin)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
})

it('a slow reader gets the complete response', async () => {
  // One response of 42 MB, much more than the kernel's buffers.
  const calls = Array.from({ length: 10 }, () => 'tickets.list').join(',')
  const input = JSON.stringify(Object.fromEntries(Array.from({ length: 10 }, (_, call) => [call, { limit: 1000 }])))
  const path = `/trpc/${calls}?batch=1&input=${encodeURIComponent(input)}`
  const { port, hostname } = new URL(service.url)
  const socket = connect({ port: Number(port), host: hostname })
  const headers = `Host: localhost\r\nAuthorization: ${admin['authorization']}\r\nConnection: close`
  socket.write(`GET ${path} HTTP/1.1\r\n${headers}\r\n\r\n`)
  let started = 0
  let received = 0
  for await (const chunk of socket) {
    started ||= performance.now()
    received += (chunk as Buffer).length
    await sleep(10)
  }
  expect(received).toBeGreaterThan(40 * MIB)
  expect(performance.now() - started).toBeGreaterThan(2 * STALL_MS)
})

it.runIf(process.platform === 'linux')('documents are not copied for their readers', async () => {
  const { databaseUrl } = service
  const server = await startProcess({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn', STALLED_RESPONSE_SECONDS: '2' })
  const residentBytes = async () =>
    Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${server.child.pid}/status`, 'utf8'))![1]) * 1024
  for (let round = 0; round < 3; round++) await (await fetch(`${server.url}/docs/scalar.js`)).arrayBuffer()
  const before = await residentBytes()
  const readers = Array.from({ length: 200 }, () => askWithoutReading(server.url, '/docs/scalar.js'))
  await until(() => readers.every(({ status }) => status !== undefined))
  expect((await residentBytes()) - before).toBeLessThan(100 * MIB)
  await sleep(3_500)
  expect(await Promise.all(readers.map(isReset))).toEqual(readers.map(() => true))
  expect(await server.end('SIGTERM')).toBe(0)
})

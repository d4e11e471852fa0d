// If the reader of the log stopped reading, the process kept every line in memory, and at its end waited for ever until
// the log was written.
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cloneDatabase } from '../support/harness.ts'
import { type LogPipe, logPipe } from '../support/log-reader.ts'
import { freePort, type RealProcess, startProcessWritingTo } from '../support/real-process.ts'
import { smallDisk } from '../support/small-disk.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

const DRAIN_MS = 25_000
const LINES = 28_000 // more than fit into the buffer
const PIPELINED = 200
const REQUEST = `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ${'i'.repeat(64)}\r\n\r\n`
const MIB = 1024 * 1024

const disk = smallDisk('512k')

let folder: string
let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  folder = await temporaryFolder()
  database = await cloneDatabase()
})
afterAll(async () => {
  await database.drop()
  await removeFolder(folder)
})

type Server = Pick<RealProcess, 'child' | 'url' | 'end'>

async function startWritingTo(fd: number): Promise<Server> {
  const server = await startProcessWritingTo(fd, { DATABASE_URL: database.url, PORT: await freePort() })
  closeSync(fd)
  return server
}

async function startOnPipe(name: string): Promise<{ server: Server; pipe: LogPipe }> {
  mkdirSync(join(folder, name))
  const pipe = logPipe(join(folder, name))
  const server = await startWritingTo(pipe.writingFd)
  await pipe.readUntil((text) => text.includes('is ready'))
  return { server, pipe }
}

/** Sends `count` requests. Each of them writes one line to the log. */
async function logLines(url: string, count: number): Promise<void> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let answered = 0
  let sent = 0
  const send = () => {
    for (const end = Math.min(sent + PIPELINED, count); sent < end; sent++) socket.write(REQUEST)
  }
  send()
  for await (const chunk of socket) {
    answered += String(chunk).split('"ok"').length - 1
    if (answered === count) return
    if (answered === sent) send()
  }
  throw new Error(`The server closed the connection after ${answered} answers`)
}

async function endOf({ end }: Server): Promise<{ code: number | null; durationMs: number }> {
  const startMs = performance.now()
  const code = await end('SIGTERM')
  return { code, durationMs: performance.now() - startMs }
}

function residentBytes({ child }: Server): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) * 1024
}

it('if the reader stalls, memory is bounded, and the process ends', async () => {
  const { server } = await startOnPipe('stalled')
  await logLines(server.url, LINES)
  const before = residentBytes(server)
  await logLines(server.url, LINES)
  expect(residentBytes(server) - before).toBeLessThan(24 * MIB)
  const { code, durationMs } = await endOf(server)
  expect(code).toBe(0)
  expect(durationMs).toBeLessThan(DRAIN_MS)
})

it('if the reader continues, the log has complete lines and the number of dropped ones', async () => {
  const { server, pipe } = await startOnPipe('back')
  await logLines(server.url, LINES)
  await pipe.readUntil((read) => read.includes('"dropped"'))
  await logLines(server.url, 5)
  const ended = server.end('SIGTERM')
  const text = await pipe.readUntil(() => false)
  const lines = text.split('\n').filter((line) => line.startsWith('{'))
  const parsed = lines.map((line) => JSON.parse(line) as { msg: string; dropped?: number; level: number })
  const answered = parsed.filter(({ msg }) => msg === 'answered').length
  const dropped = parsed.reduce((sum, line) => sum + (line.dropped ?? 0), 0)
  expect(dropped).toBeGreaterThan(0)
  expect(answered + dropped).toBeGreaterThanOrEqual(LINES + 5)
  expect(parsed.at(-1)!.msg).toBe('answered')
  expect(await ended).toBe(0)
})

it('if the reader closes the pipe, the service continues, and the process ends', async () => {
  const { server, pipe } = await startOnPipe('gone')
  pipe.close()
  await logLines(server.url, 2_000)
  const { code, durationMs } = await endOf(server)
  expect(code).toBe(0)
  expect(durationMs).toBeLessThan(DRAIN_MS)
})

it('if the reader closes the pipe during shutdown with a full buffer, the process ends', async () => {
  const { server, pipe } = await startOnPipe('gone while ending')
  await logLines(server.url, LINES)
  const ended = endOf(server)
  setTimeout(() => pipe.close(), 500)
  const { code, durationMs } = await ended
  expect(code).toBe(0)
  expect(durationMs).toBeLessThan(DRAIN_MS)
})

it('if the disk of the log is full, the service continues, and the process ends', async () => {
  const server = await startWritingTo(openSync('/dev/full', 'w'))
  await logLines(server.url, 2_000)
  const { code, durationMs } = await endOf(server)
  expect(code).toBe(0)
  expect(durationMs).toBeLessThan(DRAIN_MS)
})

it.skipIf(!disk)('if the disk has space again, the log continues', async () => {
  const filler = join(disk!, 'filler')
  execFileSync('sh', ['-c', `head -c 400k /dev/zero > ${filler}`])
  const log = join(disk!, 'log')
  const server = await startWritingTo(openSync(log, 'a'))
  await logLines(server.url, 1_000)
  const answered = () => readFileSync(log, 'utf8').match(/"answered"/g)?.length
  expect(answered()).toBeLessThan(1_000)
  rmSync(filler)
  await expect.poll(answered, { timeout: 10_000 }).toBeGreaterThanOrEqual(1_000)
  expect((await endOf(server)).code).toBe(0)
})

it('a second signal ends the process at once with a full buffer', async () => {
  const { server } = await startOnPipe('second signal')
  await logLines(server.url, LINES)
  const ended = endOf(server)
  setTimeout(() => server.child.kill('SIGTERM'), 1_200)
  expect((await ended).code).toBe(1)
})

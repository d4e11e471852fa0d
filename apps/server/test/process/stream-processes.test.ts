// Streams of real server processes: two on one database, their end at SIGTERM, and their memory.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { insertManyEvents } from '../support/events.ts'
import { openStream, type ReadStream } from '../support/event-stream.ts'
import { aTicket, cloneDatabase } from '../support/harness.ts'
import { type RealProcess, startProcess } from '../support/real-process.ts'
import { bearer, tokenOf, tokenSources } from '../support/tokens.ts'

const DRAINED_WITHIN_MS = 3_000
const STREAMS = 1_000
const MANY = 20_000
const MAX_LATENCY_MS = 250
const MIN_EVENTS_PER_S = 500
const STREAMS_PER_CALLER = 20
const MAX_GROWTH_MB = 150

async function environment(): Promise<Record<string, string>> {
  const database = await cloneDatabase()
  onTestFinished(() => database.drop())
  return { DATABASE_URL: database.url, DATABASE_POOL_SIZE: '5', LOG_LEVEL: 'warn' }
}
const create = (url: string, headers = {}) =>
  fetch(`${url}/api/support_tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(aTicket),
  })

describe('streams of server processes', () => {
  it('two on one database: each streams what the other wrote, and a stream goes on at the other', async () => {
    const shared = await environment()
    const [one, two] = await Promise.all([startProcess(shared), startProcess(shared)])
    const [atOne, atTwo] = await Promise.all([one, two].map(({ url }) => openStream(`${url}/api/events/stream`)))
    await create(one.url)
    await create(two.url)
    const read = await Promise.all([atOne!.take(2), atTwo!.take(2)])
    expect(read[0].map(({ position }) => position)).toEqual([1, 2])
    expect(read[1]).toEqual(read[0])
    const resumed = await openStream(`${two.url}/api/events/stream`, { 'last-event-id': '1' })
    expect(await resumed.take(1)).toEqual(read[0].slice(1))
    await Promise.all([one.end('SIGTERM'), two.end('SIGTERM')])
  })

  it('an event arrives soon after its change, and many arrive fast', async () => {
    const own = await environment()
    const server = await startProcess(own)
    const latencies = await latenciesMs(server.url, 200)
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) =>
      latencies[Math.floor(share * latencies.length)]!.toFixed(0),
    )
    await withDatabase(own['DATABASE_URL']!, (db) => insertManyEvents(db, MANY))
    const stream = await openStream(`${server.url}/api/events/stream?after=200`)
    const startedMs = performance.now()
    expect(await stream.take(MANY)).toHaveLength(MANY)
    const eventsPerS = Math.round((MANY / (performance.now() - startedMs)) * 1000)
    console.log(`An event arrives after ${p50} ms (p50), ${p95} ms (p95), ${p99} ms (p99); ${eventsPerS} events/s`)
    expect(Number(p50)).toBeLessThan(MAX_LATENCY_MS)
    expect(eventsPerS).toBeGreaterThan(MIN_EVENTS_PER_S)
    await server.end('SIGTERM')
  })

  it('SIGTERM ends open streams at once, those of readers that do not read too', async () => {
    const own = await environment()
    const server = await startProcess(own)
    await withDatabase(own['DATABASE_URL']!, (db) => insertManyEvents(db, 60_000))
    const stalled = connect(Number(new URL(server.url).port), '127.0.0.1')
      .pause()
      .on('error', () => {})
    stalled.write('GET /api/events/stream?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await sleep(1_000)
    const streams = await Promise.all([1, 2, 3].map(() => openStream(`${server.url}/api/events/stream`)))
    const startedMs = performance.now()
    const exitCode = server.end('SIGTERM')
    await Promise.all(streams.map((stream) => stream.rest()))
    expect(await exitCode).toBe(0)
    expect(performance.now() - startedMs).toBeLessThan(DRAINED_WITHIN_MS)
  })

  it(`${STREAMS} streams cost at most ${MAX_GROWTH_MB} MB, and each gets a new event`, async () => {
    const server = await startProcess({ ...(await environment()), JWT_SECRET: tokenSources.secret! })
    for (const stream of await openAll(server, 5)) stream.close()
    const beforeMb = memoryMb(server)
    const streams = await openAll(server, STREAMS)
    const startedMs = performance.now()
    await create(server.url, bearer(await tokenOf('1', 'ADMIN')))
    const events = await Promise.all(streams.map((stream) => stream.take(1)))
    const latencyMs = performance.now() - startedMs
    const growthMb = memoryMb(server) - beforeMb
    console.log(`${STREAMS} streams: ${growthMb.toFixed(0)} MB, ${latencyMs.toFixed(0)} ms to the last`)
    expect(events.filter(([event]) => event?.position === 1)).toHaveLength(STREAMS)
    expect(growthMb).toBeLessThan(MAX_GROWTH_MB)
    for (const stream of streams) stream.close()
    await server.end('SIGTERM')
  })
})

/** Milliseconds from the answer to a change to its event, sorted. */
async function latenciesMs(url: string, count: number): Promise<number[]> {
  const stream = await openStream(`${url}/api/events/stream`)
  const latencies: number[] = []
  for (let done = 0; done < count; done++) {
    const arrived = stream.take(1).then(() => performance.now())
    await create(url)
    const committedMs = performance.now()
    latencies.push(Math.max(0, (await arrived) - committedMs))
  }
  return latencies.toSorted((a, b) => a - b)
}

async function withDatabase(url: string, work: (db: Kysely<Database>) => Promise<void>): Promise<void> {
  const db = openDatabase(url, { maxConnections: 1, hasTimeouts: false })
  await work(db)
  await db.destroy()
}

async function openAll({ url }: RealProcess, count: number): Promise<ReadStream[]> {
  const streams: ReadStream[] = []
  for (let caller = 0; streams.length < count; caller++) {
    const headers = bearer(await tokenOf(`agent-${caller}`, 'AGENT'))
    const opening = Array.from({ length: Math.min(STREAMS_PER_CALLER, count - streams.length) }, () =>
      openStream(`${url}/api/events/stream`, headers),
    )
    streams.push(...(await Promise.all(opening)))
  }
  return streams
}

function memoryMb({ child }: RealProcess): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024
}

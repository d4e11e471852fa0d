// kill -9 during writes. The ledger in this process records the acknowledged changes and those without a response.
// KILLS=100 makes the run longer.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aTicket } from '../support/harness.ts'
import { type RealProcess, startProcess } from '../support/real-process.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

const KILLS = Number(process.env['KILLS'] ?? 10)
const WRITERS = 8

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => removeFolder(folder))

class Ledger {
  readonly acknowledged = new Map<string, number>()
  readonly unknown = new Set<string>()

  /** Creates a ticket with an idempotency key and records the outcome. */
  async create(url: string, key: string): Promise<void> {
    this.unknown.add(key)
    const response = await fetch(`${url}/api/support_tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ ...aTicket, subject: key }),
    }).catch(() => undefined)
    const ticket = (await response?.json().catch(() => undefined)) as { ticketId: number } | undefined
    if (response?.status !== 201 || !ticket) return
    this.acknowledged.set(key, ticket.ticketId)
    this.unknown.delete(key)
  }

  /** Creates tickets until the signal, at most 400 per writer. */
  async write(url: string, signal: AbortSignal): Promise<void> {
    const writer = async () => {
      for (let round = 0; round < 400 && !signal.aborted; round++) {
        await this.create(url, randomUUID())
        if (this.unknown.size > 100) await sleep(20)
      }
    }
    await Promise.all(Array.from({ length: WRITERS }, writer))
  }

  async retryUnknown(url: string): Promise<void> {
    for (let attempt = 0; attempt < 50 && this.unknown.size > 0; attempt++) {
      for (const key of this.unknown) await this.create(url, key)
    }
    expect(this.unknown.size).toBe(0)
  }

  /** Expects every acknowledged ticket exactly once, with its id, and no other tickets. */
  async check(url: string): Promise<void> {
    const tickets = (await (await fetch(`${url}/api/support_tickets`)).json()) as {
      ticketId: number
      subject: string
    }[]
    expect(tickets.length).toBe(this.acknowledged.size)
    expect(new Map(tickets.map(({ subject, ticketId }) => [subject, ticketId]))).toEqual(this.acknowledged)
  }
}

async function untilReady(url: string): Promise<void> {
  while (
    !(await fetch(`${url}/api/support_tickets?limit=1`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await sleep(50)
}

const postgresOf = async (dataDir: string) =>
  Number.parseInt(await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10)

describe(`kill -9 during writes, ${KILLS} times: no acknowledged ticket is lost, and none is created twice`, () => {
  it(
    'of the server, every second time together with its Postgres',
    async () => {
      const DATA_DIR = join(folder, 'server')
      const ledger = new Ledger()
      let server: RealProcess | undefined
      for (let kill = 0; kill < KILLS; kill++) {
        server = await startProcess({ DATA_DIR, LOG_LEVEL: 'silent' })
        const stop = new AbortController()
        const writing = ledger.write(server.url, stop.signal)
        await sleep(150 + 25 * (kill % 8))
        if (kill % 2 === 1) process.kill(await postgresOf(DATA_DIR), 'SIGKILL')
        await server.end('SIGKILL')
        stop.abort()
        await writing
      }
      server = await startProcess({ DATA_DIR, LOG_LEVEL: 'silent' })
      await ledger.retryUnknown(server.url)
      await ledger.check(server.url)
      expect(ledger.acknowledged.size).toBeGreaterThan(KILLS * WRITERS)
      await server.end('SIGTERM')
    },
    KILLS * 15_000,
  )

  it(
    'of Postgres, which the server starts again',
    async () => {
      const DATA_DIR = join(folder, 'postgres')
      const ledger = new Ledger()
      const server = await startProcess({ DATA_DIR, LOG_LEVEL: 'silent' })
      for (let kill = 0; kill < KILLS; kill++) {
        const stop = new AbortController()
        const writing = ledger.write(server.url, stop.signal)
        await sleep(150 + 25 * (kill % 8))
        process.kill(await postgresOf(DATA_DIR), 'SIGKILL')
        await sleep(50)
        stop.abort()
        await writing
        await untilReady(server.url)
      }
      await ledger.retryUnknown(server.url)
      await ledger.check(server.url)
      expect(ledger.acknowledged.size).toBeGreaterThan(KILLS * WRITERS)
      await server.end('SIGTERM')
    },
    KILLS * 15_000,
  )
})

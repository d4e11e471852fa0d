// Deliveries of real server processes: killed in mid-delivery, two on one database, stopped.
import { setTimeout as sleep } from 'node:timers/promises'
import { createSupportClient, type SupportClient } from '@kinconecta/support-client'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { aTicket, cloneDatabase } from '../support/harness.ts'
import { type RealProcess, startProcess } from '../support/real-process.ts'
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts'
import { until } from '../support/webhooks.ts'

const KILLS = Number(process.env['KILLS'] ?? 10)
const TAKEN_UP_WITHIN_MS = 30_000
const TICKETS_PER_KILL = 40
const ANSWER_AFTER_MS = 20

async function stage() {
  const database = await cloneDatabase()
  const receiver = await startReceiver()
  const db = openDatabase(database.url, { maxConnections: 1 })
  onTestFinished(async () => {
    await receiver.close()
    await db.destroy()
    await database.drop()
  })
  const environment = {
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: '5',
    LOG_LEVEL: 'warn',
    WEBHOOK_PROTOCOLS: 'https,http',
    WEBHOOK_PORTS: String(receiver.port),
    WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
  }
  return { environment, receiver, db }
}

const clientOf = ({ url }: RealProcess): SupportClient => createSupportClient({ url })

/** Creates tickets, several at a time, and changes each once. */
async function writeTickets(client: SupportClient, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      const { ticketId } = await client.tickets.create(aTicket)
      await client.tickets.update({ ...aTicket, id: ticketId, message: 'Otro texto' })
    }),
  )
}

const idsOf = ({ messages }: WebhookReceiver) => messages.map(({ headers }) => headers['webhook-id'] as string)

describe('deliveries of server processes', () => {
  it(
    `killed ${KILLS} times in mid-delivery: every event arrives at least once, and the others go on within 30 s`,
    async () => {
      const { environment, receiver, db } = await stage()
      receiver.behave = () => sleep(ANSWER_AFTER_MS, 200)
      let server = await startProcess(environment)
      await clientOf(server).webhooks.create({ url: receiver.url() })
      for (let kill = 0; kill < KILLS; kill++) {
        const before = receiver.messages.length
        await writeTickets(clientOf(server), TICKETS_PER_KILL)
        await receiver.arrived(before + 10)
        await server.end('SIGKILL')
        const arrived = receiver.messages.length
        server = await startProcess(environment)
        // The first time, the lease of the dead process ends by itself. Then the clock of its lease is set forward.
        if (kill > 0) await sql`update webhooks set leased_until = now()`.execute(db)
        const diedMs = performance.now()
        await receiver.arrived(arrived + 1, TAKEN_UP_WITHIN_MS)
        if (kill === 0) console.log(`Taken up after ${((performance.now() - diedMs) / 1000).toFixed(1)} s`)
      }
      const expected = 2 * TICKETS_PER_KILL * KILLS
      const unique = await until(
        () => new Set(idsOf(receiver)).size,
        (count) => count >= expected,
      )
      const repeated = receiver.messages.length - unique
      console.log(`${KILLS} kills: ${unique} events, ${repeated} arrived again`)
      expect(unique).toBe(expected)
      await server.end('SIGTERM')
    },
    TAKEN_UP_WITHIN_MS + KILLS * 10_000,
  )

  it('three on one database, one of which is stopped: every attempt once, in order for each ticket', async () => {
    const { environment, receiver, db } = await stage()
    receiver.behave = () => sleep(ANSWER_AFTER_MS, 200)
    const servers = await Promise.all([1, 2, 3].map(() => startProcess(environment)))
    const clients = servers.map(clientOf)
    for (const [index, client] of clients.entries()) await client.webhooks.create({ url: receiver.url(`/${index}`) })
    const holders = () => sql<{ count: number }>`select count(distinct lease_token) from webhooks`.execute(db)
    expect((await holders()).rows[0]!.count).toBeGreaterThan(1)
    const [stopped, ...others] = servers
    const writing = Promise.all(clients.slice(1).map((client) => writeTickets(client, TICKETS_PER_KILL)))
    await receiver.arrived(50)
    await stopped!.end('SIGTERM')
    await writing
    const expected = 3 * 2 * 2 * TICKETS_PER_KILL
    await receiver.arrived(expected)
    await sleep(1_000)
    const keys = receiver.messages.map(({ path, headers }) => `${path} ${headers['webhook-id'] as string}`)
    expect(keys).toHaveLength(expected)
    expect(new Set(keys).size).toBe(expected)
    const versions = new Map<string, number>()
    for (const { path, event } of receiver.messages) {
      if (!('version' in event)) continue
      const key = `${path} ${event.ticketId}`
      expect(event.version).toBe((versions.get(key) ?? 0) + 1)
      versions.set(key, event.version)
    }
    await Promise.all(others.map((server) => server.end('SIGTERM')))
  })

  it('one that is stopped gives its webhooks back at once, and ends although a receiver hangs', async () => {
    const { environment, receiver } = await stage()
    const [one, other] = [await startProcess(environment), await startProcess(environment)]
    receiver.behave = ({ path }) => (path === '/hangs' ? void 0 : 200)
    await clientOf(one).webhooks.create({ url: receiver.url('/hangs') })
    await clientOf(one).webhooks.create({ url: receiver.url('/works') })
    await writeTickets(clientOf(one), 1)
    await receiver.arrived(3)
    const startedMs = performance.now()
    expect(await one.end('SIGTERM')).toBe(0)
    expect(performance.now() - startedMs).toBeLessThan(6_000)
    const arrived = receiver.messages.length
    await writeTickets(clientOf(other), 1)
    await receiver.arrived(arrived + 3, 5_000)
    await other.end('SIGTERM')
  })
})

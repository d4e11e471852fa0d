// Warnings and breaches on servers that are killed and on several servers: each is recorded exactly once.
import { setTimeout as sleep } from 'node:timers/promises'
import { createSupportClient, type SupportClient } from '@kinconecta/support-client'
import { Weekday } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { aTicket, cloneDatabase } from '../support/harness.ts'
import { type RealProcess, startProcess } from '../support/real-process.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

const KILLS = Number(process.env['KILLS'] ?? 3)
const TICKETS = 40

let folder: string
let database: Awaited<ReturnType<typeof cloneDatabase>>
let db: ReturnType<typeof openDatabase>
beforeAll(async () => {
  folder = await temporaryFolder()
  database = await cloneDatabase()
  db = openDatabase(database.url, { maxConnections: 1, hasTimeouts: false })
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
  await removeFolder(folder)
})

const start = () => startProcess({ DATABASE_URL: database.url, DATA_DIR: folder, LOG_LEVEL: 'silent' })
const clientOf = ({ url }: RealProcess) => createSupportClient({ url, maxRetries: 0 })

async function createPolicy({ desk }: SupportClient): Promise<void> {
  const hours = Weekday.options.map((day) => ({ day, from: '00:00', to: '24:00' }))
  const { calendarId } = await desk.calendars.create({ name: 'Always', timeZone: 'UTC', hours })
  const targets = { firstResponseMinutes: 60, nextResponseMinutes: null, resolutionMinutes: 600 }
  await desk.policies.create({ name: 'All', calendarId, targets, warnPercent: 50 })
}

/** Moves the clock of all targets that are not due yet: they are due within the next second and a half. */
async function moveClock(): Promise<void> {
  await sql`update sla_targets set warn_at = now() + target_id % 30 * interval '50 milliseconds', due_at = warn_at,
    check_at = now() + target_id % 30 * interval '50 milliseconds' where warned_at is null`.execute(db)
  await sql`update sla_targets set due_at = warn_at where breached_at is null`.execute(db)
}

/** Waits until nothing is due, then returns how many warnings and breaches there are of each target. */
async function recorded(client: SupportClient): Promise<Map<string, number>> {
  for (let tries = 0; tries < 100; tries++) {
    const { rows } = await sql<{ waiting: number }>`
      select count(*) as waiting from sla_targets where check_at is not null`.execute(db)
    if (rows[0]!.waiting === 0) break
    await sleep(100)
  }
  await sleep(1_200) // one that is recorded twice would arrive
  const types = ['ticket.sla_warning', 'ticket.sla_breached'] as const
  const events = await client.events.list({ types: [...types] }).toArray({ limit: 5_000 })
  const counts = new Map<string, number>()
  for (const { type, ticketId, data } of events) {
    const name = `${type} ${ticketId} ${(data as { target: string }).target}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

describe('a warning and a breach', () => {
  it(
    `are recorded once each, with ${KILLS} kills of one server and two servers at the end`,
    async () => {
      const first = await start()
      await createPolicy(clientOf(first))
      await first.end('SIGTERM')
      let created = 0
      for (let kill = 0; kill < KILLS; kill++) {
        const server = await start()
        for (; created < (kill + 1) * TICKETS; created++) await clientOf(server).tickets.create(aTicket)
        await moveClock()
        await sleep(150 + 300 * kill)
        await server.end('SIGKILL')
      }
      await moveClock() // while no server runs
      const [one, two] = [await start(), await start()]
      const counts = await recorded(clientOf(one))
      expect([...counts.values()].filter((count) => count !== 1)).toEqual([])
      expect(counts.size).toBe(created * 2 * 2)
      await Promise.all([one.end('SIGTERM'), two.end('SIGTERM')])
    },
    60_000 + KILLS * 15_000,
  )
})

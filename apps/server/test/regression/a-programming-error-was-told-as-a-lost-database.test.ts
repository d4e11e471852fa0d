// An error of the driver before it sent a statement was mapped to DATABASE_UNAVAILABLE, and replaced all connections.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'

const circular: Record<string, unknown> = {}
circular['self'] = circular
const clock = { now: (): string => '2026-03-11T10:30:00.000Z' }
const service = useService({ clock: () => clock.now() })

it('a value that the driver cannot write is 500 INTERNAL, and the next call succeeds', async () => {
  clock.now = () => circular as never
  const { status, json } = await service.send('POST', '/api/support_tickets', aTicket)
  expect([status, json.code]).toEqual([500, 'INTERNAL'])
  clock.now = () => '2026-03-11T10:30:00.000Z'
  expect((await service.send('POST', '/api/support_tickets', aTicket)).status).toBe(201)
})

it('such a value closes its own connection only', async () => {
  const pids = async () => {
    const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' order by pid`.execute(service.db)
    return rows.map(({ pid }) => pid)
  }
  await Promise.all(Array.from({ length: 4 }, () => sql`select pg_sleep(0.2)`.execute(service.db)))
  const before = await pids()
  await expect(sql`select ${circular}::jsonb`.execute(service.db)).rejects.toThrow(TypeError)
  await Promise.all(Array.from({ length: 4 }, () => sql`select pg_sleep(0.2)`.execute(service.db)))
  const kept = (await pids()).filter((pid) => before.includes(pid))
  expect(kept.length).toBeGreaterThanOrEqual(before.length - 1)
})

import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { aTicket, useService } from '../support/harness.ts'
import { startProcess } from '../support/real-process.ts'

const PRELOAD = fileURLToPath(new URL('../support/unhandled-fault.ts', import.meta.url))

const service = useService()

it.each([
  ['rejection', 'unhandledRejection'],
  ['exception', 'uncaughtException'],
])('an unhandled %s is logged once as fatal, running requests finish, and the exit code is 1', async (FAULT, event) => {
  const { ticketId } = await service.client.tickets.create(aTicket)
  const server = await startProcess({ DATABASE_URL: service.databaseUrl, FAULT }, ['--import', PRELOAD])
  const other = openDatabase(service.databaseUrl, { maxConnections: 1, hasTimeouts: false })
  const lock = await other.startTransaction().execute()
  await sql`select 1 from support_tickets where ticket_id = ${ticketId} for update`.execute(lock)
  const answer = fetch(`${server.url}/api/support_tickets/${ticketId}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...aTicket, subject: 'finished' }),
  })
  const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ((await waiting.execute(service.db)).rows.length === 0);

  server.child.kill('SIGUSR2')
  while (!server.output().includes('"level":60')) await new Promise((resolve) => setTimeout(resolve, 10))
  const ended = server.end('SIGUSR2') // a second error while the process is ending
  await lock.rollback().execute()

  expect([(await answer).status, await ended]).toEqual([200, 1])
  const fatal = server
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":60'))
  expect(server.output()).not.toMatch(/Torres|ana@/)
  expect(fatal).toHaveLength(1)
  expect(JSON.parse(fatal[0]!)).toMatchObject({
    event,
    err: { type: 'Error', stack: expect.stringContaining('unhandled-fault') },
  })
  await other.destroy()
})

import { request } from 'node:http'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { aTicket, useService } from '../support/harness.ts'
import { failToStart, startProcess } from '../support/real-process.ts'

const service = useService()

it('after SIGTERM a running change finishes, and the exit code is 0', async () => {
  const { ticketId } = await service.client.tickets.create(aTicket)
  const server = await startProcess({ DATABASE_URL: service.databaseUrl, LOG_LEVEL: 'silent' })
  const other = openDatabase(service.databaseUrl, { maxConnections: 1, hasTimeouts: false })
  const lock = await other.startTransaction().execute()
  await sql`select 1 from support_tickets where ticket_id = ${ticketId} for update`.execute(lock)

  const answer = new Promise<number | undefined>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', connection: 'keep-alive' }
    const sent = request(`${server.url}/api/support_tickets/${ticketId}`, { method: 'PUT', headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    })
    sent.once('error', reject).end(JSON.stringify({ ...aTicket, subject: 'finished' }))
  })
  const isWaiting = async () =>
    (
      await sql`select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(service.db)
    ).rows.length > 0
  while (!(await isWaiting()));
  const ended = server.end('SIGTERM')
  await lock.rollback().execute()

  expect([await answer, await ended]).toEqual([200, 0])
  expect((await service.client.tickets.get({ id: ticketId })).subject).toBe('finished')
  await other.destroy()
})

it('a second SIGTERM, more than a second later, ends the process at once with exit code 1', async () => {
  const { ticketId } = await service.client.tickets.create(aTicket)
  const server = await startProcess({ DATABASE_URL: service.databaseUrl, LOG_LEVEL: 'silent' })
  const socket = request(`${server.url}/api/support_tickets/${ticketId}`, { method: 'PUT' }).on('error', () => {})
  socket.write('{') // a request that does not end
  await new Promise((resolve) => setTimeout(resolve, 100))
  const ended = server.end('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  server.child.kill('SIGTERM')
  expect(await ended).toBe(1)
})

it.each(['0.0.0.0', '::', '192.0.2.1'])('an open server refuses to listen on %s', async (HOST) => {
  const { code, stderr } = await failToStart({ HOST })
  expect([code, stderr]).toEqual([1, expect.stringContaining('listens on loopback only')])
})

// Statements were named s0, s1, … in each process. Behind a pooler two processes shared these names, and the deletion
// of an attachment ran the other process's "delete from support_tickets".
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { verifySession } from '../../src/platform/database/verify-session.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'
import { isWithoutPgbouncer, type Pooler, startPgbouncer } from '../support/pgbouncer.ts'
import { failToStart, type RealProcess, startProcess } from '../support/real-process.ts'

const service = useService()

async function send(server: RealProcess, method: string, path: string, body?: unknown) {
  const init = {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
  const response = await fetch(server.url + path, init)
  const text = await response.text()
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
}

describe.skipIf(isWithoutPgbouncer).each(['transaction', 'session'])('behind PgBouncer in %s mode', (poolMode) => {
  let pooler: Pooler
  beforeAll(async () => {
    pooler = await startPgbouncer(service.databaseUrl, {
      pool_mode: poolMode,
      // In session mode each client uses a connection until it disconnects.
      default_pool_size: poolMode === 'session' ? '40' : '3',
    })
  })
  afterAll(() => pooler?.close())

  it('two servers make exactly the requested changes', async () => {
    const environment = { DATABASE_URL: pooler.url, LOG_LEVEL: 'warn', DATABASE_POOL_SIZE: '5' }
    const servers = await Promise.all([startProcess(environment), startProcess(environment)])
    const [one, other] = servers
    const work = async (round: number) => {
      const [here, there] = round % 2 === 0 ? [one, other] : [other, one]
      const kept = await send(here, 'POST', '/api/support_tickets', { ...aTicket, subject: `kept ${round}` })
      const { ticketId } = kept.json
      const deleted = await send(there, 'POST', '/api/support_tickets', { ...aTicket, subject: `deleted ${round}` })
      const attachment = await send(here, 'POST', '/api/support_ticket_attachments', { ...anAttachment, ticketId })
      const path = `/api/support_ticket_attachments/${attachment.json.attachmentId}`
      const statuses = await Promise.all([
        send(there, 'DELETE', `/api/support_tickets/${deleted.json.ticketId}`),
        send(here, 'DELETE', path),
        send(there, 'GET', `/api/support_tickets/${ticketId}`),
      ])
      expect(statuses.map(({ status }) => status)).toEqual([204, 204, 200])
      expect(statuses[2].json).toEqual(kept.json)
      expect((await send(there, 'GET', path)).status).toBe(404)
      expect((await send(here, 'GET', `/api/support_tickets/${deleted.json.ticketId}`)).status).toBe(404)
      expect((await send(there, 'GET', `/api/support_tickets/${ticketId}`)).json).toEqual(kept.json)
    }
    for (let round = 0; round < 40; round += 4) {
      await Promise.all([work(round), work(round + 1), work(round + 2), work(round + 3)])
    }
    expect(servers.map((server) => server.output()).join('')).not.toMatch(/"level":(50|60)/)
    expect(await Promise.all(servers.map((server) => server.end('SIGTERM')))).toEqual([0, 0])
  })

  it('time limits apply to statements and transactions, and not to other clients of the pooler', async () => {
    const db = openDatabase(pooler.url, { maxConnections: 2, statementTimeoutMs: 300 })
    await verifySession(db, { ...expected, statement_timeout: '300' })
    await expect(sql`select pg_sleep(2)`.execute(db)).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' })
    const transaction = await db.startTransaction().execute()
    await expect(sql`select pg_sleep(2)`.execute(transaction)).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' })
    await transaction.rollback().execute()
    await db.destroy()

    const other = openDatabase(pooler.url, { maxConnections: 1, hasTimeouts: false })
    const { rows } = await sql<{ limit: string }>`select current_setting('statement_timeout') as limit`.execute(other)
    expect(rows).toEqual([{ limit: '0' }])
    await other.destroy()
  })

  it('an idle transaction is ended, and its lock is released', async () => {
    const db = openDatabase(pooler.url, { maxConnections: 3 })
    const { json } = await service.send('POST', '/api/support_tickets', aTicket)
    const lock = sql`select from support_tickets where ticket_id = ${json.ticketId} for update`
    const idle = await db.startTransaction().execute()
    await lock.execute(idle)
    await expect(lock.execute(db)).rejects.toMatchObject({ code: 'DATABASE_BUSY' }) // after 2 s
    await sleep(4_000)
    await lock.execute(db)
    await expect(sql`select 1`.execute(idle)).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_/) })
    await idle
      .rollback()
      .execute()
      .catch(() => {})
    await db.destroy()
  })

  it('the start fails with one sentence if PgBouncer rejects `options` in the connection string', async () => {
    const { code, stderr } = await failToStart({ DATABASE_URL: `${pooler.url}&options=-c%20jit=off` })
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^The database of DATABASE_URL \(.*\) cannot be reached: unsupported startup parameter.* options/,
    )
  })
})

const expected = {
  lock_timeout: '2000',
  idle_in_transaction_session_timeout: '5000',
  transaction_timeout: '7000',
  TimeZone: 'UTC',
}

describe.skipIf(isWithoutPgbouncer)('an unsuitable pooler', () => {
  it('in statement mode: the start fails with one sentence', async () => {
    const pooler = await startPgbouncer(service.databaseUrl, { pool_mode: 'statement' })
    const { code, stderr } = await failToStart({ DATABASE_URL: pooler.url })
    await pooler.close()
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /refuses transactions: .*statement pooling.*A pooler must pool sessions or transactions, not statements\.\n$/,
    )
  })

  it('without a free connection: DATABASE_BUSY in about a second', async () => {
    const pooler = await startPgbouncer(service.databaseUrl, { default_pool_size: '1' })
    const db = openDatabase(pooler.url, { maxConnections: 3 })
    const holder = await db.startTransaction().execute()
    const started = performance.now()
    await expect(sql`select 1`.execute(db)).rejects.toMatchObject({ code: 'DATABASE_BUSY' })
    expect(performance.now() - started).toBeLessThan(3_000)
    await holder.rollback().execute()
    await sql`select 1`.execute(db)
    await db.destroy()
    await pooler.close()
  })
})

it('statement names depend only on the text of the statement', async () => {
  const names = async (text: string) => {
    const db = openDatabase(service.databaseUrl, { maxConnections: 1 })
    await sql`select ${text}::text as ${sql.ref(text)}`.execute(db)
    const { rows } = await sql<{ name: string }>`select name from pg_prepared_statements`.execute(db)
    await db.destroy()
    return rows.map(({ name }) => name)
  }
  const [[one], [same], [other]] = [await names('one'), await names('one'), await names('other')]
  expect(one).toMatch(/^[\w-]{20}$/)
  expect(same).toBe(one)
  expect(other).not.toBe(one)
})

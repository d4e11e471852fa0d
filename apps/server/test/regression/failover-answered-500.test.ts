// After a failover to a read-only server, connections stayed open, and each creation got 500 for as long as there was
// traffic. Failures to connect were 500 as well.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()
const admin = openDatabase(inject('postgresUrl'), { maxConnections: 1 })
let name: string
beforeAll(() => {
  name = new URL(service.databaseUrl.replace('@/', '@x/')).pathname.slice(1)
})
afterAll(() => admin.destroy())

const create = async (subject: string) => {
  const { status, json, headers } = await service.send('POST', '/api/support_tickets', { ...aTicket, subject })
  return { status, code: json.code as string | undefined, retryAfter: headers.get('retry-after'), id: json.ticketId }
}
const closeAll = () =>
  sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name} and pid <> pg_backend_pid()`.execute(
    admin,
  )
const pids = async () => {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity where datname = ${name}`.execute(admin)
  return rows.map(({ pid }) => pid)
}

describe('a failover to a read-only server and back', () => {
  const setReadOnly = async (isReadOnly: boolean) => {
    await sql`alter database ${sql.ref(name)} set default_transaction_read_only = ${sql.lit(isReadOnly)}`.execute(admin)
  }
  // The setting applies to new connections only, like a failover.
  it('writes get 503 with Retry-After while the server is read-only, and work at once afterwards', async () => {
    await setReadOnly(true)
    await closeAll()
    await sleep(100)
    const during = await Promise.all(Array.from({ length: 10 }, (_, index) => create(`during ${index}`)))
    expect(new Set(during.map(({ status, code, retryAfter }) => `${status} ${code} ${retryAfter}`))).toEqual(
      new Set(['503 DATABASE_UNAVAILABLE 1']),
    )
    expect((await service.send('GET', '/api/support_tickets')).status).toBe(200)
    await setReadOnly(false)
    await sleep(1_100) // connections are replaced at most once a second
    const statuses = []
    for (let round = 0; round < 20; round++) statuses.push((await create(`after ${round}`)).status)
    expect(statuses.filter((status) => status !== 201).length).toBeLessThanOrEqual(1)
    expect(statuses.slice(1)).toEqual(Array.from({ length: 19 }, () => 201))
  })

  it('one failed write replaces every connection, so that no read uses the demoted server', async () => {
    await service.send('GET', '/api/support_tickets')
    await sleep(1_100)
    await setReadOnly(true)
    await closeAll()
    const read = () => service.send('GET', '/api/support_tickets?limit=1')
    await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 ? create(`demoted ${index}`) : read())))
    await sleep(1_100)
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 ? service.send('GET', '/api/support_tickets/1') : read())),
    )
    const demoted = await pids()
    expect(demoted.length).toBeGreaterThan(1)
    await setReadOnly(false)
    expect((await create('demoted')).status).toBe(503)
    await Promise.all(Array.from({ length: 30 }, () => service.send('GET', '/api/support_tickets?limit=1')))
    await expect.poll(async () => (await pids()).filter((pid) => demoted.includes(pid))).toEqual([])
  })
})

describe('while no connection can be opened, calls get DATABASE_BUSY or DATABASE_UNAVAILABLE, and then work again', () => {
  const role = `role_${process.pid}_${Date.now()}`
  const url = () => service.databaseUrl.replace('postgres@', `${role}@`)
  beforeAll(async () => {
    await sql`create role ${sql.ref(role)} login`.execute(admin)
  })
  afterAll(async () => {
    await sql`drop role ${sql.ref(role)}`.execute(admin)
  })

  const kinds: [string, () => string, string, string][] = [
    ['the role may not log in', url, `alter role ${role} nologin`, `alter role ${role} login`],
    [
      'the role has too many connections',
      url,
      `alter role ${role} connection limit 0`,
      `alter role ${role} connection limit -1`,
    ],
  ]
  it.each(kinds)('%s', async (_, connectionString, breakIt, repairIt) => {
    const db = openDatabase(connectionString(), { maxConnections: 1 })
    await sql`select 1`.execute(db)
    await sql.raw(breakIt).execute(admin)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${role}`.execute(admin)
    await sleep(100)
    await expect(sql`select 1`.execute(db)).rejects.toMatchObject({
      code: expect.stringMatching(/^DATABASE_(BUSY|UNAVAILABLE)$/),
    })
    await sql.raw(repairIt).execute(admin)
    await sql`select 1`.execute(db)
    await db.destroy()
  })

  it.each([
    ['there is no such database', () => service.databaseUrl.replace(name, 'absent')],
    ['there is no such role', () => service.databaseUrl.replace('postgres@', 'nobody_at_all@')],
    ['TLS is refused', () => `${service.databaseUrl}&sslmode=require`],
    ['no server listens', () => 'postgres://postgres@127.0.0.1:1/postgres'],
    ['the host has no address', () => 'postgres://postgres@absent.invalid/postgres'],
  ])('%s', async (_, address) => {
    const db = openDatabase(address(), { maxConnections: 1 })
    await expect(sql`select 1`.execute(db)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await db.destroy()
  })

  it('the database temporarily allows no connections', async () => {
    await sql`alter database ${sql.ref(name)} allow_connections false`.execute(admin)
    await closeAll()
    await sleep(100)
    const answers = await Promise.all([create('one'), service.send('GET', '/api/support_tickets')])
    expect(answers.map(({ status }) => status)).toEqual([503, 503])
    await sql`alter database ${sql.ref(name)} allow_connections true`.execute(admin)
    expect((await create('again')).status).toBe(201)
  })
})

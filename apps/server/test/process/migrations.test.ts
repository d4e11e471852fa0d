import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { expect, inject, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { readConfig } from '../../src/config.ts'
import { migrate, pendingMigrations } from '../../src/platform/database/migrate.ts'
import { migrationFiles } from '../../src/platform/database/migration-files.ts'
import { type Closing, openMigratedDatabase } from '../../src/open-database.ts'
import { changeHorizon } from '../../src/tickets/change-horizon.ts'
import { orderOf } from '../../src/tickets/ticket-order.ts'
import { searchTickets } from '../../src/tickets/ticket-search.ts'
import { databaseUrl } from '../support/global-setup.ts'
import { cloneDatabase, useService } from '../support/harness.ts'
import { describeSchema } from '../support/schema-description.ts'

const service = useService()

it('several servers can start at the same time on an empty database', async () => {
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = openDatabase(inject('postgresUrl'), { maxConnections: 1, hasTimeouts: false })
  await sql`create database ${sql.ref(name)}`.execute(admin)
  const servers = Array.from({ length: 6 }, () =>
    openDatabase(databaseUrl(inject('postgresUrl'), name), { maxConnections: 2, hasTimeouts: false }),
  )

  await Promise.all(servers.map((db) => migrate(db)))

  expect(await pendingMigrations(servers[0]!)).toEqual([])
  await Promise.all(servers.map((db) => db.destroy()))
  await sql`drop database ${sql.ref(name)}`.execute(admin)
  await admin.destroy()
})

it('schema.txt is the schema that the migrations create', async () => {
  await expect(await describeSchema(service.db)).toMatchFileSnapshot('schema.txt')
})

/** A database with the schema of the previous version and three tickets. */
async function databaseOfPreviousVersion() {
  const cloned = await cloneDatabase('template0')
  const db = openDatabase(cloned.url, { maxConnections: 3 })
  await sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(db)
  for (const { name, text } of (await migrationFiles()).filter((file) => file.name < '0009')) {
    await sql.raw(text).execute(db)
    await sql`insert into kysely_migration values (${name}, ${new Date().toISOString()})`.execute(db)
    if (!name.startsWith('0002')) continue
    await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
      select 'n', 'e', 'Reservación ' || n, 'm', '2020-01-01Z', '2020-01-01Z' from generate_series(1, 3) n`.execute(db)
  }
  const close = async () => {
    await db.destroy()
    await cloned.drop()
  }
  return { db, url: cloned.url, close }
}

it('tickets from before the migration are found by search, and count as changed by the migration', async () => {
  const { db, close } = await databaseOfPreviousVersion()
  await migrate(db)
  const changedIn = await changeHorizon(db, '2020-01-02T00:00:00Z')
  const slice = { scope: { kind: 'all' }, filters: { changedIn }, position: undefined, limit: 10 } as const
  const { rows } = await searchTickets(db, { ...slice, order: orderOf('-ticketId') }, 'reservaciones')
  expect(rows.map(({ ticketId }) => ticketId)).toEqual([3, 2, 1])
  await close()
})

it('the previous version works for a day after the migration; then the columns it reads are dropped', async () => {
  const { db, url, close } = await databaseOfPreviousVersion()
  const open = async () => {
    const closing: Closing = []
    await openMigratedDatabase(readConfig({ DATABASE_URL: url }), closing)
    for (const each of closing) await each()
  }
  // Statements of the previous version: create, list, search.
  const create = () =>
    sql<{ json: string }>`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
      values ('n', 'e', 'Reservación', 'm', now(), now()) returning json`.execute(db)
  const list = () => sql<{ json: string }>`select json from support_tickets order by ticket_id`.execute(db)
  const search = () =>
    sql`select from ticket_search, search_queries(array['reservar'], array[false], array[false]) as terms
      where search @@ replace(terms[1], U&'\\0001', '0')::tsquery`.execute(db)
  const asked = [await list(), await search()]
  await open()
  expect([await list(), await search()]).toEqual(asked)
  expect(JSON.parse((await create()).rows[0]!.json)).toMatchObject({ ticketId: 4, subject: 'Reservación' })
  expect((await search()).rows).toHaveLength(4)
  await open()
  expect((await list()).rows).toHaveLength(4)
  expect(await pendingMigrations(db)).toEqual([])

  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000).toISOString()
  await sql`update kysely_migration set timestamp = ${yesterday} where name = '0011-plain-tickets'`.execute(db)
  await Promise.all([open(), open(), open()])
  await expect(list()).rejects.toThrow('column "json" does not exist')
  expect(await describeSchema(db)).toBe(await describeSchema(service.db))
  await close()
})

it('a migration without permission to create the extension unaccent fails with advice', async () => {
  const cloned = await cloneDatabase('template0')
  const admin = openDatabase(cloned.url, { maxConnections: 1, hasTimeouts: false })
  const role = `limited_${randomBytes(6).toString('hex')}`
  await sql.raw(`create role ${role} login; alter schema public owner to ${role}`).execute(admin)
  const db = openDatabase(cloned.url.replace('postgres@', `${role}@`), { maxConnections: 1, hasTimeouts: false })
  await expect(migrate(db)).rejects.toThrow(/0011-plain-tickets failed: Search needs .* create extension unaccent/)
  await db.destroy()
  await sql.raw(`drop owned by ${role}; drop role ${role}`).execute(admin)
  await admin.destroy()
  await cloned.drop()
})

it('an index whose creation was interrupted is created again', async () => {
  const cloned = await cloneDatabase()
  const db = openDatabase(cloned.url, { maxConnections: 2 })
  await sql`update pg_index set indisvalid = false
    where indexrelid = 'support_tickets_category_idx'::regclass`.execute(db)
  await migrate(db)
  const { rows } = await sql<{ name: string }>`
    select indexrelid::regclass::text as name from pg_index where not indisvalid`.execute(db)
  expect(rows).toEqual([])
  await db.destroy()
  await cloned.drop()
})

it.each([
  ['an unknown enum value', `status = 'DONE'`, 'invalid input value for enum'],
  ['too long text', `full_name = repeat('x', 151)`, 'value too long'],
  ['null in a required column', 'message = null', 'not-null constraint'],
  ['empty text', `subject = ''`, 'check constraint'],
  ['a user id beyond 2^53', 'user_id = 9007199254740992', 'check constraint'],
])('the database rejects %s', async (_, assignment, reason) => {
  await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
    values ('n', 'e', 's', 'm', now(), now())`.execute(service.db)
  await expect(sql`update support_tickets set ${sql.raw(assignment)}`.execute(service.db)).rejects.toThrow(reason)
})

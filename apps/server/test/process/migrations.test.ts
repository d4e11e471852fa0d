import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect, inject, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { readConfig } from '../../src/config.ts'
import { migrate, pendingMigrations } from '../../src/platform/database/migrate.ts'
import { type Closing, openMigratedDatabase } from '../../src/platform/database/shared-database.ts'
import { changeHorizon } from '../../src/tickets/change-horizon.ts'
import { orderOf } from '../../src/tickets/ticket-order.ts'
import { listFoundTickets } from '../../src/tickets/tickets.finder.ts'
import { databaseUrl } from '../support/global-setup.ts'
import { cloneDatabase, useService } from '../support/harness.ts'
import { describeSchema } from '../support/schema-description.ts'

const service = useService()

it('several servers may start at once on an empty database', async () => {
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = openDatabase(inject('postgresUrl'), { maxConnections: 1 })
  await sql`create database ${sql.ref(name)}`.execute(admin)
  const servers = Array.from({ length: 6 }, () =>
    openDatabase(databaseUrl(inject('postgresUrl'), name), { maxConnections: 2 }),
  )

  await Promise.all(servers.map((db) => migrate(db)))

  expect(await pendingMigrations(servers[0]!)).toEqual([])
  await Promise.all(servers.map((db) => db.destroy()))
  await sql`drop database ${sql.ref(name)}`.execute(admin)
  await admin.destroy()
})

it('test/schema.txt is the schema that the migrations make', async () => {
  await expect(await describeSchema(service.db)).toMatchFileSnapshot('schema.txt')
})

it('tickets from before are found by their words, and count as changed by the migration', async () => {
  const empty = await cloneDatabase('template0')
  const db = openDatabase(empty.url, { maxConnections: 1 })
  const run = async (name: string) =>
    sql.raw(await readFile(new URL(`../../migrations/${name}.sql`, import.meta.url), 'utf8')).execute(db)
  await run('0001-tickets-and-attachments')
  await run('0002-versions-idempotency-api-keys')
  await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
    select 'n', 'e', 'Reservación ' || n, 'm', '2020-01-01Z', '2020-01-01Z' from generate_series(1, 3) n`.execute(db)
  for (const name of ['0003-finding-tickets', '0007-tickets-as-json']) await run(name)
  const changedIn = await changeHorizon(db, '2020-01-02T00:00:00Z')
  const stretch = { filters: { changedIn }, order: orderOf('-ticketId'), edge: undefined, limit: 10 }
  const { rows } = await listFoundTickets(db, { ...stretch, words: 'reservaciones' })
  expect(rows.map(({ json }) => (JSON.parse(json) as { ticketId: number }).ticketId)).toEqual([3, 2, 1])
  await db.destroy()
  await empty.drop()
})

it('a server that has migrated existing tickets has vacuumed them, so that indexes answer alone', async () => {
  const empty = await cloneDatabase('template0')
  const admin = openDatabase(empty.url, { maxConnections: 1 })
  const had = ['0001-tickets-and-attachments', '0002-versions-idempotency-api-keys']
  await sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(
    admin,
  )
  for (const name of had) {
    await sql.raw(await readFile(new URL(`../../migrations/${name}.sql`, import.meta.url), 'utf8')).execute(admin)
    await sql`insert into kysely_migration values (${name}, '2026-01-01T00:00:00.000Z')`.execute(admin)
  }
  await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
    select 'n', 'e', 's', 'm', now(), now() from generate_series(1, 2000) n`.execute(admin)
  const closing: Closing = []
  const db = await openMigratedDatabase(readConfig({ DATABASE_URL: empty.url }), closing)
  const { rows } = await sql<{ unseen: number }>`select relpages - relallvisible as unseen from pg_class
    where relname in ('support_tickets', 'ticket_search') and relpages > 0`.execute(db)
  expect(rows).toEqual([{ unseen: 0 }, { unseen: 0 }])
  for (const close of closing) await close()
  await admin.destroy()
  await empty.drop()
})

it.each([
  ['an unknown enum value', `status = 'DONE'`, 'invalid input value for enum'],
  ['text that is too long', `full_name = repeat('x', 151)`, 'value too long'],
  ['null where it may not be', 'message = null', 'not-null constraint'],
  ['empty text', `subject = ''`, 'check constraint'],
  ['a user id beyond 2^53', 'user_id = 9007199254740992', 'check constraint'],
])('the database itself refuses %s', async (_, assignment, reason) => {
  await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
    values ('n', 'e', 's', 'm', now(), now())`.execute(service.db)
  await expect(sql`update support_tickets set ${sql.raw(assignment)}`.execute(service.db)).rejects.toThrow(reason)
})

import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { expect, inject, it } from 'vitest'
import { openDatabase } from '../src/database/connection.ts'
import { migrate, pendingMigrations } from '../src/database/migrate.ts'
import { databaseUrl } from './global-setup.ts'
import { useService } from './harness.ts'
import { describeSchema } from './schema-description.ts'

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

// pg emits 'error' on a connection that breaks while a query runs on it, and nobody listened: the process ended.
import { sql } from 'kysely'
import { expect, inject, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { useService } from '../support/harness.ts'

const service = useService()

it('a connection that is cut while it works is a 503 for its caller and nothing for the others', async () => {
  const admin = openDatabase(inject('postgresUrl'), { maxConnections: 1, hasTimeouts: false })
  const cutEveryone = async () => {
    const { rows } = await sql<{ cut: boolean }>`select pg_terminate_backend(pid) as cut from pg_stat_activity
      where datname = ${new URL(service.databaseUrl.replace('@/', '@x/')).pathname.slice(1)}`.execute(admin)
    return rows.length
  }
  const sleeping = sql`select pg_sleep(60)`.execute(service.db).catch((error: unknown) => error)
  while ((await cutEveryone()) === 0);
  expect(await sleeping).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  expect((await service.send('GET', '/api/support_tickets')).status).toBe(200)
  await admin.destroy()
})

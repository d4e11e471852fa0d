// pg emits 'error' on a connection that breaks during a query. Without a listener the process ended.
import { sql } from 'kysely'
import { expect, inject, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { useService } from '../support/harness.ts'

const service = useService()

it('if a connection breaks during a query, its caller gets DATABASE_UNAVAILABLE and others get 200', async () => {
  const admin = openDatabase(inject('postgresUrl'), { maxConnections: 1, hasTimeouts: false })
  const closeAll = async () => {
    const { rows } = await sql<{ closed: boolean }>`select pg_terminate_backend(pid) as closed from pg_stat_activity
      where datname = ${new URL(service.databaseUrl.replace('@/', '@x/')).pathname.slice(1)}`.execute(admin)
    return rows.length
  }
  const sleeping = sql`select pg_sleep(60)`.execute(service.db).catch((error: unknown) => error)
  while ((await closeAll()) === 0);
  expect(await sleeping).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  expect((await service.send('GET', '/api/support_tickets')).status).toBe(200)
  await admin.destroy()
})

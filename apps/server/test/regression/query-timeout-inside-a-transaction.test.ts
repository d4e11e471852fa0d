// A statement that timed out in the client still runs in its transaction. The connection returned to the pool, and the
// next request ran in the open transaction of another request.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { useService } from '../support/harness.ts'

const service = useService()

it('a connection whose statement timed out is closed, and its transaction is rolled back', async () => {
  const db = openDatabase(service.databaseUrl, { maxConnections: 1, queryTimeoutMs: 200 })
  const pidOf = async () => (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]!.pid
  const before = await pidOf()

  const work = db.transaction().execute(async (transaction) => {
    await sql`insert into api_keys (name, hash, scopes) values ('open', sha256('x'), '{a}')`.execute(transaction)
    await sql`select pg_sleep(2)`.execute(transaction)
  })
  await expect(work).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' })

  expect(await pidOf()).not.toBe(before)
  const { rows } = await sql<{ txid: string | null }>`select pg_current_xact_id_if_assigned()::text as txid`.execute(db)
  expect(rows).toEqual([{ txid: null }])
  expect(await db.selectFrom('api_keys').select('name').execute()).toEqual([])
  await db.destroy()
})

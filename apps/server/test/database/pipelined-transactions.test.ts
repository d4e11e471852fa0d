// BEGIN travels with the first statement of a transaction, and marked statements travel with COMMIT.
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { WITH_COMMIT } from '../../src/platform/database/pipelined.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { useService } from '../support/harness.ts'

const service = useService()
let db: Kysely<Database>
beforeAll(async () => {
  db = openDatabase(service.databaseUrl, { maxConnections: 1 })
  await sql`create table numbers (n int primary key check (n < 100))`.execute(db)
})
afterAll(() => db.destroy())
beforeEach(() => sql`truncate numbers`.execute(db))

const insert = (on: Kysely<Database>, n: number) => sql`insert into numbers values (${n})`.execute(on)
const insertWithCommit = (on: Kysely<Database>, n: number) =>
  sql`insert into numbers values (${n}) ${sql.raw(WITH_COMMIT)}`.execute(on)
const numbers = async () => {
  const { rows } = await sql<{ n: number }>`select n from numbers order by n`.execute(db)
  return rows.map(({ n }) => n)
}

describe('a transaction', () => {
  it('writes everything, in order: its statements and those that wait for COMMIT', async () => {
    await db.transaction().execute(async (transaction) => {
      await insert(transaction, 1)
      await insertWithCommit(transaction, 2)
      const { rows } = await sql<{ n: number }>`select n from numbers order by n`.execute(transaction)
      expect(rows.map(({ n }) => n)).toEqual([1, 2]) // a later statement finds what was written before it
      await insertWithCommit(transaction, 3)
    })
    expect(await numbers()).toEqual([1, 2, 3])
  })

  it('writes nothing if its first statement fails', async () => {
    const failing = db.transaction().execute(async (transaction) => {
      await insert(transaction, 100).catch(() => {})
      await insert(transaction, 1)
    })
    await expect(failing).rejects.toMatchObject({ code: '25P02' })
    expect(await numbers()).toEqual([])
  })

  it('writes nothing, and fails with the error of the statement, if one that waits for COMMIT fails', async () => {
    const failing = db.transaction().execute(async (transaction) => {
      await insert(transaction, 1)
      await insertWithCommit(transaction, 1)
      await insertWithCommit(transaction, 2)
    })
    await expect(failing).rejects.toMatchObject({ code: '23505' })
    expect(await numbers()).toEqual([])
  })

  it('of waiting statements alone is one', async () => {
    await db.transaction().execute((transaction) => insertWithCommit(transaction, 5))
    const failing = db.transaction().execute(async (transaction) => {
      await insertWithCommit(transaction, 6)
      await insertWithCommit(transaction, 100)
    })
    await expect(failing).rejects.toMatchObject({ code: '23514' })
    expect(await numbers()).toEqual([5])
  })

  it('drops waiting statements with a rollback, of the whole or to a savepoint', async () => {
    const whole = await db.startTransaction().execute()
    await insertWithCommit(whole, 1)
    await whole.rollback().execute()
    const part = await db.startTransaction().execute()
    await insert(part, 2)
    const inner = await part.savepoint('inner').execute()
    await insertWithCommit(inner, 3)
    await inner.rollbackToSavepoint('inner').execute()
    await insertWithCommit(part, 4)
    await part.commit().execute()
    expect(await numbers()).toEqual([2, 4])
  })

  it('without statements leaves the connection as it was', async () => {
    await db.transaction().execute(async () => {})
    const { rows } = await sql`select now() = statement_timestamp() as "isAlone"`.execute(db)
    expect(rows).toEqual([{ isAlone: true }])
  })
})

it('outside of a transaction a marked statement is sent at once', async () => {
  await insertWithCommit(db, 7)
  expect(await numbers()).toEqual([7])
})

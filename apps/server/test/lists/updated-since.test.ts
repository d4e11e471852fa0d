import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { adoptRestoredTickets } from '../../src/tickets/change-horizon.ts'
import { useService } from '../support/harness.ts'

const service = useService()
const WRITERS = 32
const ROUNDS = 3
// Longer than the allowance for clocks, so that a margin alone is not enough.
const MAX_OPEN_MS = 8000
const CLOCK_ALLOWANCE_MS = 5000

let writers: Kysely<Database>
beforeAll(() => {
  writers = openDatabase(service.databaseUrl, { maxConnections: WRITERS, hasTimeouts: false })
})
afterAll(() => writers.destroy())

const insertRow = async (db: Kysely<Database>, subject: string) => {
  const { rows } = await sql<{ id: number }>`insert into support_tickets
      (full_name, email, subject, message, created_at, updated_at)
    values ('n', 'e', ${subject}, 'm', clock_timestamp(), clock_timestamp()) returning ticket_id as id`.execute(db)
  return rows[0]!.id
}

/** Waits until all transactions of the Postgres server, in any database, that started before now have ended. */
async function untilFinished(): Promise<void> {
  const { rows } = await sql<{ id: string }>`select pg_current_xact_id() as id`.execute(writers)
  for (;;) {
    const { rows: oldest } = await sql<{ isLater: boolean }>`
      select pg_snapshot_xmin(pg_current_snapshot()) > ${rows[0]!.id}::xid8 as "isLater"`.execute(writers)
    if (oldest[0]!.isLater) return
    await sleep(20)
  }
}

/** Creates and updates a ticket in transactions that stay open for up to `MAX_OPEN_MS`. Records what was committed. */
async function write(writer: number, committed: Map<number, string>): Promise<void> {
  let own: number | undefined
  for (let round = 0; round < ROUNDS; round++) {
    const transaction = await writers.startTransaction().execute()
    const subject = `${writer} in round ${round}`
    const id = own ?? (await insertRow(transaction, subject))
    await sql`update support_tickets set subject = ${subject} where ticket_id = ${id}`.execute(transaction)
    await sleep(Math.random() ** 2 * MAX_OPEN_MS)
    if (Math.random() < 0.1) {
      await transaction.rollback().execute()
    } else {
      await transaction.commit().execute()
      own = id
      committed.set(id, subject)
    }
  }
}

type Poll = (since: string) => Promise<{ ticketId: number; subject: string; updatedAt: string }[]>

const overService: Poll = async (updatedSince) => {
  const { status, json } = await service.send('GET', `/api/support_tickets?updatedSince=${updatedSince}`)
  if (status === 200) return json
  expect([status, json.code]).toEqual([503, 'DATABASE_BUSY']) // the machine is busy: try again
  await sleep(100)
  return overService(updatedSince)
}

/** The naive statement: rows whose timestamp of the last change is not older than `since`, with a margin. */
const naive: Poll = async (since) => {
  const { rows } = await sql<{ ticketId: number; subject: string; updatedAt: string }>`
    select ticket_id as "ticketId", subject, changed_at as "updatedAt" from support_tickets
    where changed_at >= ${since}::timestamptz - interval '5 seconds'`.execute(service.db)
  return rows
}

/** Maintains a copy by polling for changes since the last poll. */
async function copyWhile(isWriting: () => boolean, poll: Poll, next: 'time of the call' | 'highest updatedAt') {
  const copy = new Map<number, string>()
  let since = '2000-01-01T00:00:00Z'
  for (let isLast = false; !isLast; await sleep(20)) {
    isLast = !isWriting()
    const asked = new Date().toISOString()
    const tickets = await poll(since)
    for (const { ticketId, subject } of tickets) copy.set(ticketId, subject)
    const highest = tickets
      .map(({ updatedAt }) => updatedAt)
      .toSorted()
      .at(-1)
    since = next === 'time of the call' ? asked : (highest ?? since)
  }
  return copy
}

it('with 32 writers and long transactions, polling misses no change, and a naive statement does', async () => {
  const committed = new Map<number, string>()
  let isWriting = true
  const copies = Promise.all([
    copyWhile(() => isWriting, overService, 'time of the call'),
    copyWhile(() => isWriting, overService, 'highest updatedAt'),
    copyWhile(() => isWriting, naive, 'time of the call'),
  ])
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer, committed)))
  isWriting = false
  const [byTime, byUpdatedAt, byNaive] = await copies
  const missedBy = (copy: Map<number, string>) => [...committed].filter(([id, subject]) => copy.get(id) !== subject)
  expect(committed.size).toBeGreaterThan(WRITERS / 2)
  expect(missedBy(byTime)).toEqual([])
  expect(missedBy(byUpdatedAt)).toEqual([])
  expect(missedBy(byNaive).length).toBeGreaterThan(0)
})

it('in a database that was restored on another server, all tickets count as changed', async () => {
  const before = await insertRow(writers, 'before')
  await sql`alter table support_tickets disable trigger support_tickets_stamp_change`.execute(writers)
  await sql`update support_tickets set changed_in = '9000000000', changed_horizon = '9000000000',
    changed_at = '2026-01-01T00:00:00Z'`.execute(writers)
  await sql`alter table support_tickets enable trigger support_tickets_stamp_change`.execute(writers)
  await adoptRestoredTickets(writers)
  const after = await insertRow(writers, 'after')
  for (const since of ['2020-01-01T00:00:00Z', '2026-01-02T00:00:00Z', new Date().toISOString()]) {
    const ids = (await overService(since)).map(({ ticketId }) => ticketId)
    expect(ids).toEqual(expect.arrayContaining([before, after]))
  }
  const stamps = () => sql`select changed_in, changed_at from support_tickets order by ticket_id`.execute(writers)
  const { rows } = await stamps()
  await adoptRestoredTickets(writers)
  expect((await stamps()).rows).toEqual(rows)
})

it('old changes are not returned again', async () => {
  await sql`delete from support_tickets`.execute(writers)
  const first = await insertRow(writers, 'first')
  await untilFinished()
  const second = await insertRow(writers, 'second')
  await sleep(10)
  const between = new Date(Date.now() + CLOCK_ALLOWANCE_MS).toISOString()
  await sleep(CLOCK_ALLOWANCE_MS + 100)
  const third = await insertRow(writers, 'third')
  const ids = (await overService(between)).map(({ ticketId }) => ticketId)
  expect(ids).not.toContain(first)
  expect(ids).toEqual([second, third]) // the last change before may have been uncommitted at that time
}, 120_000) // other test files keep transactions open

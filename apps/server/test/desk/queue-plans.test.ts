// The queue and the counts read few pages of the database, whatever the filters, among many tickets with messages.
import { type DeskTicketFilters, DeskTicketSort } from '@kinconecta/support-contracts'
import type { CompiledQuery, Kysely } from 'kysely'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillDatabase } from '../../../bench/src/dataset.ts'
import { fillDesk } from '../../../bench/src/desk-dataset.ts'
import { VIEWS } from '../../../bench/src/desk-views.ts'
import { queueFilters } from '../../src/desk/queue-filters.ts'
import { queueOrderOf } from '../../src/desk/queue-order.ts'
import { queueStatement } from '../../src/desk/queue.list.ts'
import { openDatabase } from '../../src/platform/database/connection.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { useService } from '../support/harness.ts'

const service = useService()
const TICKETS = 40_000
const LIMIT = 101
const NOW = '2026-11-01T00:00:00Z'
// Pages of the table and its indexes, which have about 8,000. A page of 101 tickets from 16 ranges reads 101 tickets of
// each, and these again; a list with few matches reads the 800 open tickets.
const MOST_PAGES = 2_500

let db: Kysely<Database>
beforeAll(async () => {
  db = openDatabase(service.databaseUrl, { maxConnections: 1, hasTimeouts: false })
  await fillDatabase(db, TICKETS)
  await fillDesk(db, TICKETS)
}, 300_000)
afterAll(() => db.destroy())

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: Plan[]
}

async function planOf({ sql: text, parameters }: CompiledQuery): Promise<Plan> {
  const values = parameters.map((value) =>
    Array.isArray(value)
      ? `{${value.map((each) => (each === null ? 'null' : JSON.stringify(each))).join()}}`
      : String(value),
  )
  await sql.raw(`prepare measured as ${text}`).execute(db)
  const execute =
    values.length === 0
      ? 'execute measured'
      : `execute measured(${values.map((value) => pg.escapeLiteral(value)).join()})`
  const { rows } = await sql
    .raw<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (analyze, buffers, format json) ${execute}`)
    .execute(db)
  await sql`deallocate measured`.execute(db)
  return rows[0]!['QUERY PLAN'][0].Plan
}

/** The nodes of a plan that read the whole table of tickets. */
function wholeScans({ 'Node Type': node, 'Relation Name': table, Plans = [] }: Plan): string[] {
  const own = node === 'Seq Scan' && table === 'support_tickets' ? [node] : []
  return [...own, ...Plans.flatMap(wholeScans)]
}

const others: Record<string, DeskTicketFilters> = {
  everything: {},
  closed: { status: ['CLOSED'] },
  'closed and resolved, urgent': { status: ['CLOSED', 'RESOLVED'], priority: ['URGENT'] },
}
const table = Object.entries({ ...VIEWS, ...others }).flatMap(([name, query]) =>
  DeskTicketSort.options.map((sort) => ({ name, query, sort })),
)

describe(`among ${TICKETS} tickets`, () => {
  it.each(table)('a page of $name, sorted by $sort, reads few pages of the database', async ({ query, sort }) => {
    const filters = await queueFilters(db, query, { kind: 'admin', id: 'admin:1' }, NOW)
    const slice = { filters, order: queueOrderOf(sort), position: undefined, limit: LIMIT, now: NOW }
    const plan = await planOf(queueStatement(db, slice).compile())
    expect(wholeScans(plan)).toEqual([])
    expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(MOST_PAGES)
  })
})

import { TicketSort } from '@kinconecta/support-contracts'
import { type CompiledQuery, type Kysely, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillDatabase, WORDS } from '../../../bench/src/dataset.ts'
import { openDatabase } from '../../src/platform/database/connection.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { changeHorizon } from '../../src/tickets/change-horizon.ts'
import { matches, type TicketFilters } from '../../src/tickets/ticket-filters.ts'
import { inOrder, isByColumn, orderOf } from '../../src/tickets/ticket-order.ts'
import { searchTickets } from '../../src/tickets/ticket-search.ts'
import {
  isInOrderOfAnIndex,
  listTickets,
  nearestTickets,
  sortedTickets,
  type TicketSlice,
  ticketsInOrder,
} from '../../src/tickets/tickets.list.ts'
import { useService } from '../support/harness.ts'

const service = useService()
const TICKETS = 200_000
const LIMIT = 101
// Pages of the table and its indexes, which have about 40,000: enough to scan 10,000 tickets in order, and then to find
// half of all tickets by an index.
const MOST_PAGES = 16_000
// For a list along an index.
const MOST_PAGES_IN_ORDER = 600

let db: Kysely<Database>
beforeAll(async () => {
  db = openDatabase(service.databaseUrl, { maxConnections: 1, hasTimeouts: false })
  await fillDatabase(db, TICKETS)
  await sql`vacuum (analyze) support_tickets`.execute(db)
}, 300_000)
afterAll(() => db.destroy())

const MIDDLE = '2026-07-15T00:00:00Z'
const OLDEST_TENTH = '2026-04-16T00:00:00Z'
const NEWEST_TENTH = '2026-10-10T00:00:00Z'
const filters: Record<string, TicketFilters> = {
  nothing: {},
  status: { status: ['OPEN'] },
  'another status': { status: ['CLOSED'] },
  category: { category: ['VERIFICACION_GUIAS', 'OTRO'] },
  roleContext: { roleContext: ['GUIDE'] },
  'status, category and roleContext': { status: ['OPEN'], category: ['OTRO'], roleContext: ['TOURIST'] },
  userId: { userId: 42 },
  email: { email: 'Ana.42@example.com' },
  createdFrom: { createdFrom: MIDDLE },
  createdTo: { createdTo: MIDDLE },
  'a day': { createdFrom: MIDDLE, createdTo: '2026-07-16T00:00:00Z' },
  'createdFrom and status': { createdFrom: MIDDLE, status: ['OPEN'] },
  'createdFrom and the most frequent status': { createdFrom: MIDDLE, status: ['CLOSED'] },
  'createdFrom before all tickets, and status': { createdFrom: '2020-01-01T00:00:00Z', status: ['OPEN'] },
  'createdTo and status': { createdTo: MIDDLE, status: ['OPEN'] },
  'a day and category': { createdFrom: MIDDLE, createdTo: '2026-07-16T00:00:00Z', category: ['OTRO', 'GENERAL'] },
  'createdTo for the oldest tenth': { createdTo: OLDEST_TENTH },
  'createdTo for the oldest tenth, and the most frequent status': { createdTo: OLDEST_TENTH, status: ['CLOSED'] },
  'createdFrom for the newest tenth': { createdFrom: NEWEST_TENTH },
  'createdFrom for the newest tenth, and category': { createdFrom: NEWEST_TENTH, category: ['RESERVAS_VIAJES'] },
  'a range of ids': { ticketIdFrom: 100_000, ticketIdTo: 150_000 },
  'a range of ids and the most frequent status': { ticketIdFrom: 100_000, ticketIdTo: 150_000, status: ['CLOSED'] },
  'a range of ids and a status that does not occur in it': { ticketIdTo: 150_000, status: ['IN_PROGRESS'] },
  'a range of ids and createdTo': { ticketIdFrom: 30_000, createdTo: OLDEST_TENTH },
}
const sorts = TicketSort.options.filter((sort) => sort !== 'relevance')
const words = {
  ...WORDS,
  phrase: '"punto de encuentro"',
  name: 'gonz',
  excluded: `${WORDS.half} -${WORDS.hundredth}`,
  two: `${WORDS.half} ${WORDS.old}`,
}

interface Plan {
  'Actual Rows': number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
}

/** Runs a query as a prepared statement and returns the plan that Postgres used. */
async function planOf({ sql: text, parameters }: CompiledQuery): Promise<Plan> {
  const values = parameters.map((value) =>
    Array.isArray(value) ? `{${value.map((each) => JSON.stringify(each)).join()}}` : String(value),
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

/** Returns the plans for a slice. The second statement runs only if the first does not fill the page. */
async function plansOf(slice: TicketSlice): Promise<Plan[]> {
  if (isInOrderOfAnIndex(slice)) return [await planOf(ticketsInOrder(db, slice).compile())]
  const nearest = await planOf(nearestTickets(db, slice).compile())
  if (nearest['Actual Rows'] === slice.limit) return [nearest]
  return [nearest, await planOf(sortedTickets(db, slice).compile())]
}

/** Returns one text per plan of a slice that reads too many pages. */
async function expensivePlansOf(slice: TicketSlice): Promise<string[]> {
  const expensive: string[] = []
  const most = isInOrderOfAnIndex(slice) ? MOST_PAGES_IN_ORDER : MOST_PAGES
  for (const plan of await plansOf(slice)) {
    const pages = plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
    if (pages > most) expensive.push(`${pages} pages`)
  }
  return expensive
}

const sliceOf = (sort: TicketSort, more: Partial<TicketSlice>): TicketSlice => {
  const order = orderOf(sort)
  if (!isByColumn(order)) throw new Error('Only searches are ordered by relevance')
  return { scope: { kind: 'all' }, filters: {}, order, position: undefined, limit: LIMIT, ...more }
}

describe(`among ${TICKETS} tickets`, () => {
  const table = Object.keys(filters).flatMap((name) => sorts.map((sort) => ({ name, sort })))

  it.each(table)('a page of $name, sorted by $sort, reads few pages of the database', async ({ name, sort }) => {
    expect(await expensivePlansOf(sliceOf(sort, { filters: filters[name]! }))).toEqual([])
  })

  it.each(sorts)('a page after 180,000 tickets, sorted by %s, reads few pages of the database', async (sort) => {
    const { order } = sliceOf(sort, {})
    const { rows } = await sql<{ id: number; key: string }>`
      select ticket_id as id, ${sql.ref(order.key)}::text as key from support_tickets
      order by ${inOrder(order)} offset 180000 limit 1`.execute(db)
    const { id, key } = rows[0]!
    const position = order.key === 'ticket_id' ? [id] : [key, id]
    expect(await expensivePlansOf(sliceOf(sort, { position }))).toEqual([])
  })

  it('updatedSince reads few pages of the database', async () => {
    await sql`update support_tickets set version = version + 1 where ticket_id in (7, 100000)`.execute(db)
    const { rows } = await sql<{ now: string }>`
      select to_char((now() + interval '5 seconds') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as now`.execute(
      db,
    )
    const changedIn = await changeHorizon(db, rows[0]!.now)
    const combined: TicketFilters[] = [{}, { createdTo: MIDDLE }, { createdTo: MIDDLE, status: ['CLOSED'] }]
    for (const others of combined) {
      for (const sort of sorts)
        expect(await expensivePlansOf(sliceOf(sort, { filters: { ...others, changedIn } }))).toEqual([])
    }
  })

  it.each(table)('a page of $name, sorted by $sort, equals the result of a plain statement', async ({ name, sort }) => {
    const { order, scope } = sliceOf(sort, {})
    const isById = order.key === 'ticket_id'
    const within = { ...filters[name], ...(isById && { ticketIdFrom: 20_000, ticketIdTo: 180_000 }) }
    const plain = await db
      .selectFrom('support_tickets')
      .select('ticket_id')
      .where((eb) => matches(eb, scope, within))
      .orderBy(inOrder(order))
      .limit(150)
      .execute()
    const first = await listTickets(db, sliceOf(sort, { filters: within, limit: 50 }))
    const last = first.rows.at(-1)
    const position = last && (isById ? [last.ticketId] : [last.sortedBy!, last.ticketId])
    const next = await listTickets(db, sliceOf(sort, { filters: within, position, limit: 100 }))
    expect([...first.rows, ...next.rows].map(({ ticketId }) => ticketId)).toEqual(plain.map((row) => row.ticket_id))
  })

  it.each(Object.entries(words))('a search reads few pages of the database: %s (%s)', async (_, searched) => {
    const search = () => searchTickets(db, { ...sliceOf('-ticketId', {}), order: orderOf('-ticketId') }, searched)
    await search() // the first run plans statements, which reads pages of the catalog
    const before = await pagesRead()
    await search()
    expect((await pagesRead()) - before).toBeLessThan(MOST_PAGES)
  })
})

/** The number of pages that the database has read so far, from memory or disk. */
async function pagesRead(): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db)
  const { rows } = await sql<{ pages: number }>`
    select blks_hit + blks_read as pages from pg_stat_database where datname = current_database()`.execute(db)
  return rows[0]!.pages
}

import { TicketSort } from '@kinconecta/support-contracts'
import { type CompiledQuery, type Kysely, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillDatabase, WORDS } from '../../../bench/src/dataset.ts'
import { openDatabase } from '../../src/platform/database/connection.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { changeHorizon } from '../../src/tickets/change-horizon.ts'
import { allOf, conditionsOf, type TicketFilters } from '../../src/tickets/ticket-filters.ts'
import type { TicketStretch } from '../../src/tickets/ticket-ids.ts'
import { byColumns, orderOf } from '../../src/tickets/ticket-order.ts'
import { foundTickets } from '../../src/tickets/tickets.finder.ts'
import { useService } from '../support/harness.ts'

const service = useService()
const TICKETS = 200_000
const LIMIT = 101
// Of some 60,000 that table and indexes have; a look into every block of ids for a word that is nowhere is the most.
const MOST_PAGES = 3_000
// Read in tables and indexes together. What lies before a page in its order may be nearly all of the 200,000.
const MOST_ROWS = 60_000

let db: Kysely<Database>
beforeAll(async () => {
  db = openDatabase(service.databaseUrl, { maxConnections: 1, hasTimeouts: false })
  await fillDatabase(db, TICKETS)
  await sql`vacuum (analyze) support_tickets, ticket_search`.execute(db)
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
  'createdFrom and the commonest status': { createdFrom: MIDDLE, status: ['CLOSED'] },
  'createdFrom, before everything, and status': { createdFrom: '2020-01-01T00:00:00Z', status: ['OPEN'] },
  'createdTo and status': { createdTo: MIDDLE, status: ['OPEN'] },
  'a day and category': { createdFrom: MIDDLE, createdTo: '2026-07-16T00:00:00Z', category: ['OTRO', 'GENERAL'] },
  'createdTo, of the oldest tenth': { createdTo: OLDEST_TENTH },
  'createdTo, of the oldest tenth, and the commonest status': { createdTo: OLDEST_TENTH, status: ['CLOSED'] },
  'createdFrom, of the newest tenth': { createdFrom: NEWEST_TENTH },
  'createdFrom, of the newest tenth, and category': { createdFrom: NEWEST_TENTH, category: ['RESERVAS_VIAJES'] },
  'a range of ids': { ticketIdFrom: 100_000, ticketIdTo: 150_000 },
  'a range of ids and the commonest status': { ticketIdFrom: 100_000, ticketIdTo: 150_000, status: ['CLOSED'] },
  'a range of ids and a status that is not in it': { ticketIdTo: 150_000, status: ['IN_PROGRESS'] },
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
  'Node Type': string
  'Relation Name'?: string
  'Actual Loops'?: number
  'Actual Rows'?: number
  'Rows Removed by Filter'?: number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: Plan[]
}

/** The plan that really runs, with the values or without knowing them, as Postgres does after a few executions. */
async function planOf({ sql: text, parameters }: CompiledQuery, mode: 'generic' | 'custom'): Promise<Plan> {
  const values = parameters.map((value) =>
    Array.isArray(value) ? `{${value.map((each) => JSON.stringify(each)).join()}}` : String(value),
  )
  await sql.raw(`prepare measured as ${text}`).execute(db)
  await sql.raw(`set plan_cache_mode = force_${mode}_plan`).execute(db)
  const execute = `execute measured(${values.map((value) => pg.escapeLiteral(value)).join()})`
  const { rows } = await sql
    .raw<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (analyze, buffers, format json) ${execute}`)
    .execute(db)
  await sql`deallocate measured`.execute(db)
  return rows[0]!['QUERY PLAN'][0].Plan
}

/** The rows that a node of a plan reads in a table or an index, those included that it passes over. */
const rowsReadBy = (node: Plan) =>
  node['Node Type'].endsWith('Scan') && node['Relation Name'] !== undefined
    ? (node['Actual Loops'] ?? 0) * ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0))
    : 0

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

/** What is too much about a stretch's plans: a table read from end to end, or many pages of anything. */
async function wasteOf(stretch: TicketStretch): Promise<string[]> {
  const query = foundTickets(db, stretch).compile()
  const waste: string[] = []
  for (const mode of ['generic', 'custom'] as const) {
    const plan = await planOf(query, mode)
    for (const node of nodesOf(plan)) {
      const isRun = node['Node Type'] === 'Seq Scan' && (node['Actual Loops'] ?? 0) > 0
      if (isRun) waste.push(`${mode}: all of ${node['Relation Name']}`)
    }
    const pages = plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
    if (pages > MOST_PAGES) waste.push(`${mode}: ${pages} pages`)
    const rows = nodesOf(plan).reduce((sum, node) => sum + rowsReadBy(node), 0)
    if (rows > MOST_ROWS) waste.push(`${mode}: ${rows} rows`)
  }
  return waste
}

const stretchOf = (sort: TicketSort, more: Partial<TicketStretch>): TicketStretch => ({
  filters: {},
  order: orderOf(sort),
  edge: undefined,
  limit: LIMIT,
  ...more,
})

describe(`among ${TICKETS} tickets an index leads to a page`, () => {
  const table = Object.keys(filters).flatMap((name) => sorts.map((sort) => ({ name, sort })))

  it.each(table)('of $name, sorted by $sort', async ({ name, sort }) => {
    expect(await wasteOf(stretchOf(sort, { filters: filters[name]! }))).toEqual([])
  })

  it.each(sorts)('behind 180,000 others, sorted by %s', async (sort) => {
    const column = orderOf(sort).key
    const direction = sort.startsWith('-') ? sql`desc` : sql`asc`
    const { rows } = await sql<{
      id: number
      key: string
    }>`select ticket_id as id, ${sql.ref(column)}::text as key from support_tickets
      order by ${sql.ref(column)} ${direction} offset 180000 limit 1`.execute(db)
    const { id, key } = rows[0]!
    const edge = column === 'ticket_id' ? [id] : [key, id]
    expect(await wasteOf(stretchOf(sort, { edge }))).toEqual([])
  })

  it('of what was changed since', async () => {
    await sql`update support_tickets set version = version + 1 where ticket_id in (7, 100000)`.execute(db)
    const { rows } = await sql<{
      now: string
    }>`select to_char((now() + interval '5 seconds') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as now`.execute(
      db,
    )
    const changedIn = await changeHorizon(db, rows[0]!.now)
    const within: TicketFilters[] = [
      {},
      { createdTo: MIDDLE },
      { createdTo: MIDDLE, status: ['CLOSED'] },
      { status: ['IN_PROGRESS'] },
    ]
    for (const others of within) {
      for (const sort of sorts) {
        expect(await wasteOf(stretchOf(sort, { filters: { ...others, changedIn } }))).toEqual([])
      }
    }
  })

  it.each(table)('of $name, sorted by $sort, with what a plain statement finds', async ({ name, sort }) => {
    const order = orderOf(sort)
    const isById = order.key === 'ticket_id'
    const within = { ...filters[name], ...(isById && { ticketIdFrom: 20_000, ticketIdTo: 180_000 }) }
    const plain = await sql<{ id: number }>`select ticket_id as id from support_tickets
      where ${allOf(conditionsOf(within))} order by ${byColumns(order)} limit 150`.execute(db)
    const first = await foundTickets(db, stretchOf(sort, { filters: within, limit: 50 })).execute()
    const last = first.at(-1)
    const edge =
      last &&
      (isById
        ? [(JSON.parse(last.json) as { ticketId: number }).ticketId]
        : [last.sortedBy!, (JSON.parse(last.json) as { ticketId: number }).ticketId])
    const next = await foundTickets(db, stretchOf(sort, { filters: within, edge, limit: 100 })).execute()
    expect([...first, ...next].map(({ json }) => (JSON.parse(json) as { ticketId: number }).ticketId)).toEqual(
      plain.rows.map(({ id }) => id),
    )
  })

  it.each(Object.entries(words))('of a search, a word in %s (%s)', async (_, searched) => {
    expect(await wasteOf(stretchOf('-ticketId', { words: searched }))).toEqual([])
  })
})

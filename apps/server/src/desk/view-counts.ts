import { type Actor, type DeskView, isSearch, MAX_VIEW_COUNT, type ViewCounts } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import { searchQuery } from '../tickets/search-query.ts'
import { isQueued, queueFilters } from './queue-filters.ts'
import { foundIds } from './queue-search.ts'

/** Counts the tickets of each view, up to {@link MAX_VIEW_COUNT}, in one statement. */
export async function countTicketsIn(
  db: Kysely<Database>,
  views: DeskView[],
  actor: Actor,
): Promise<ViewCounts['counts']> {
  const [first, ...others] = await Promise.all(views.map((view) => countOf(db, view, actor)))
  if (!first) return []
  const all = others.reduce((statement, next) => statement.unionAll(next), first)
  const rows = await all.modifyEnd(sql.raw(PLANNED_EACH_TIME)).execute()
  const totals = new Map(rows.map(({ viewId, total }) => [viewId, total]))
  return views.map(({ viewId }) => {
    const total = totals.get(viewId)!
    return { viewId, count: Math.min(total, MAX_VIEW_COUNT), isMore: total > MAX_VIEW_COUNT }
  })
}

/** A statement that counts the tickets of a view, and stops at one more than {@link MAX_VIEW_COUNT}. */
async function countOf(db: Kysely<Database>, { viewId, query }: DeskView, actor: Actor) {
  const found = await ticketsOf(db, query, actor)
  return db
    .selectFrom(found.limit(sql.lit(MAX_VIEW_COUNT + 1)).as('found'))
    .select((eb) => [sql<number>`${viewId}::bigint`.as('viewId'), eb.fn.countAll<number>().as('total')])
}

async function ticketsOf(db: Kysely<Database>, query: DeskView['query'], actor: Actor) {
  const filters = await queueFilters(db, query, actor)
  const words = isSearch(query) ? await searchQuery(db, query.q!) : undefined
  if (words) return foundIds(db, filters, words)
  const tickets = db.selectFrom('support_tickets').select('ticket_id as id')
  if (isSearch(query)) return tickets.where(sql<boolean>`false`) // the search has no words
  return tickets.where((eb) => isQueued(eb, filters))
}

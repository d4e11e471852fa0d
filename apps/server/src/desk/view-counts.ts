import {
  type Actor,
  type DeskView,
  isSearch,
  MAX_VIEW_COUNT,
  type TicketStatus,
  type ViewCounts,
} from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { isStatementTimeout } from '../platform/database/database-errors.ts'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import { isQueued, type QueueFilters, queueFilters } from './queue-filters.ts'
import { matchingIds } from './queue-search.ts'

/** A view to count, with its resolved filters. `words` is undefined if it is not a search. */
interface Counted {
  viewId: number
  filters: QueueFilters
  words: string | undefined
}

const UNFINISHED: readonly TicketStatus[] = ['OPEN', 'IN_PROGRESS']

/**
 * Counts the tickets of each view, up to {@link MAX_VIEW_COUNT}. Views of unfinished tickets are counted in one pass over
 * these, and each other view in a statement that stops at the maximum (ADR 40). If the others take too long, they get
 * the count 0 with `isMore`.
 */
export async function countTicketsIn(
  db: Kysely<Database>,
  views: DeskView[],
  actor: Actor,
  now: string,
): Promise<ViewCounts['counts']> {
  const counted = await Promise.all(views.map((view) => countedView(db, view, actor, now)))
  const others = counted.filter((view) => !isOfUnfinished(view))
  const totals = new Map([
    ...(await countUnfinished(db, counted.filter(isOfUnfinished))),
    ...(await countEach(db, others).catch(unlessTooExpensive)),
  ])
  return views.map(({ viewId }) => {
    const total = totals.get(viewId)
    if (total === undefined) return { viewId, count: 0, isMore: true }
    return { viewId, count: Math.min(total, MAX_VIEW_COUNT), isMore: total > MAX_VIEW_COUNT }
  })
}

async function countedView(
  db: Kysely<Database>,
  { viewId, query }: DeskView,
  actor: Actor,
  now: string,
): Promise<Counted> {
  return { viewId, filters: await queueFilters(db, query, actor, now), words: isSearch(query) ? query.q : undefined }
}

function isOfUnfinished({ filters, words }: Counted): boolean {
  return words === undefined && filters.status?.every((status) => UNFINISHED.includes(status)) === true
}

type Totals = (readonly [viewId: number, total: number])[]

/** Counts all views in one pass over the unfinished tickets. */
async function countUnfinished(db: Kysely<Database>, views: Counted[]): Promise<Totals> {
  if (views.length === 0) return []
  const totals = await db
    .selectFrom('support_tickets')
    .select((eb) =>
      views.map(({ viewId, filters }) =>
        eb.fn.countAll<number>().filterWhere(isQueued(eb, filters)).as(`view_${viewId}`),
      ),
    )
    .where('status', 'in', UNFINISHED)
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .executeTakeFirstOrThrow()
  return views.map(({ viewId }) => [viewId, totals[`view_${viewId}`]!])
}

/** No totals. One view that takes too long must not hide the counts of those of unfinished tickets. */
function unlessTooExpensive(error: unknown): Totals {
  if (isStatementTimeout(error)) return []
  throw error
}

/** Counts each view by itself, and stops at one more than {@link MAX_VIEW_COUNT}. */
async function countEach(db: Kysely<Database>, views: Counted[]): Promise<Totals> {
  const [first, ...others] = await Promise.all(views.map((view) => countOf(db, view)))
  if (!first) return []
  const all = others.reduce((statement, next) => statement.unionAll(next), first)
  const rows = await all.modifyEnd(sql.raw(PLANNED_EACH_TIME)).execute()
  return rows.map(({ viewId, total }) => [viewId, total])
}

async function countOf(db: Kysely<Database>, view: Counted) {
  const found = (await matchingIds(db, view.filters, view.words)).limit(sql.lit(MAX_VIEW_COUNT + 1))
  return db
    .selectFrom(found.as('found'))
    .select((eb) => [sql<number>`${view.viewId}::bigint`.as('viewId'), eb.fn.countAll<number>().as('total')])
}

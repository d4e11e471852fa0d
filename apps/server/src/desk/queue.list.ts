import { type Kysely, type SqlBool, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import type { Rows } from '../platform/paging/page.ts'
import { boundedPage } from '../tickets/page-bytes.ts'
import { listedDeskTickets, type QueuedTicket } from './listed-desk-tickets.ts'
import { isQueued, type QueueFilters } from './queue-filters.ts'
import { placesByDue } from './queue-by-due.ts'
import { inQueueOrder, isQueuedAfter, type QueueOrder, timeOf } from './queue-order.ts'
import type { QueueSlice } from './queue-slice.ts'
import { type QueueRange, rangesAfter } from './queue-ranges.ts'

/** Lists the tickets of a slice, in its order. `isCut` is true if long messages end the slice before its limit. */
export async function listQueue(db: Kysely<Database>, slice: QueueSlice): Promise<Rows<QueuedTicket>> {
  return boundedPage(db, (on) => queueStatement(on, slice).execute())
}

/** Counts the tickets that match the filters. */
export async function countQueue(db: Kysely<Database>, filters: QueueFilters): Promise<number> {
  const { total } = await db
    .selectFrom('support_tickets')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where((eb) => isQueued(eb, filters))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .executeTakeFirstOrThrow()
  return total
}

/** The statement that lists a slice: first the places of its tickets in the order, then the tickets. */
export function queueStatement(db: Kysely<Database>, slice: QueueSlice) {
  const places = isOfFew(slice.filters) ? sortedPlaces(db, slice) : placesInOrder(db, slice)
  return listedDeskTickets(db, places, slice).orderBy(inQueueOrder(slice.order)).modifyEnd(sql.raw(PLANNED_EACH_TIME))
}

/** Whether the filters select the tickets of one person, a tag or a range, or those that are due, which are few enough to be sorted. */
function isOfFew({ assigneeId, userId, email, tagIds, changedIn, dueBefore, ...others }: QueueFilters): boolean {
  const { ticketIdFrom, ticketIdTo, breached } = others
  const isOfBreached = breached?.isBreached || undefined
  return [
    assigneeId ?? undefined,
    userId,
    email,
    tagIds,
    changedIn,
    dueBefore,
    ticketIdFrom,
    ticketIdTo,
    isOfBreached,
  ].some((value) => value !== undefined)
}

/**
 * Reads the ranges of an index, each up to the limit, and merges them. Each range is a statement with its own status and
 * priority, so that Postgres knows how many tickets it has.
 */
export function placesInOrder(db: Kysely<Database>, slice: QueueSlice) {
  const { filters, order, position, limit } = slice
  if (order.time === 'due_at') return placesByDue(db, slice)
  const [first, ...others] = rangesAfter(order, filters, position).map((range) =>
    db.selectFrom(rangeOf(db, slice, range).as('one')).selectAll(),
  )
  if (!first) return sortedPlaces(db, slice) // no range is after a position that no ticket of the queue can have
  const all = others.reduce((merged, range) => merged.unionAll(range), first)
  return db
    .selectFrom(all.as('one'))
    .select(['one.id', 'one.rank', 'one.time'])
    .orderBy(inQueueOrder(order))
    .limit(sql.lit(limit))
}

function rangeOf(db: Kysely<Database>, { filters, order, limit }: QueueSlice, range: QueueRange) {
  const direction = order.isDescending ? sql`desc` : sql`asc`
  const comparison = order.isDescending ? sql`<` : sql`>`
  const { status, time, id } = range
  const priority = range.priority === null ? filters.priority : [range.priority]
  return placesOf(db, order)
    .where((eb) => isQueued(eb, { ...filters, status: [status], priority }))
    .where(sql<SqlBool>`(${timeOf(order)}, ticket_id) ${comparison} (${time}::timestamptz, ${id}::bigint)`)
    .orderBy(sql`${timeOf(order)} ${direction}, ticket_id ${direction}`)
    .limit(sql.lit(limit))
}

/** Collects all matches with the most selective index, then sorts them. */
function sortedPlaces(db: Kysely<Database>, { filters, order, position, limit }: QueueSlice) {
  const found = placesOf(db, order)
    .where((eb) => isQueued(eb, filters))
    .$if(position !== undefined, (query) => query.where((eb) => isQueuedAfter(eb, order, position!)))
    .modifyEnd(sql`offset 0`)
  return db
    .selectFrom(found.as('one'))
    .select(['one.id', 'one.rank', 'one.time'])
    .orderBy(inQueueOrder(order))
    .limit(sql.lit(limit))
}

/** Selects the place of each ticket in the order: the values of its keyset position. */
function placesOf(db: Kysely<Database>, order: QueueOrder) {
  return db.selectFrom('support_tickets').select(['ticket_id as id', 'priority as rank', timeOf(order).as('time')])
}

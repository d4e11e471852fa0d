import type { TicketStatus } from '@kinconecta/support-contracts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { KeysetPosition } from '../platform/paging/cursor.ts'
import type { Rows } from '../platform/paging/page.ts'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import { listed, type ListedTicket } from './listed-tickets.ts'
import { boundedPage } from './page-bytes.ts'
import { matches, type TicketFilters } from './ticket-filters.ts'
import { type ColumnOrder, inOrder, isAfter, sortedBy } from './ticket-order.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'

/** A slice of an ordered list of tickets. */
export interface TicketSlice<Order = ColumnOrder> {
  scope: TicketScope
  filters: TicketFilters
  order: Order
  /** The keyset position after which the slice starts; undefined for the first slice. */
  position: KeysetPosition | undefined
  limit: number
}

// The number of tickets that are scanned in the order of the list. If they do not contain enough matches, all matches
// are collected and sorted, because matches may be rare or come after a million other tickets.
const MAX_SCANNED = 10_000

/** Lists the tickets of a slice, in its order. `isCut` is true if long messages end the slice before its limit. */
export async function listTickets(db: Kysely<Database>, slice: TicketSlice): Promise<Rows<ListedTicket>> {
  return boundedPage(db, async (on) => {
    if (isInOrderOfAnIndex(slice)) return ticketsInOrder(on, slice).execute()
    const nearest = await nearestTickets(on, slice).execute()
    return nearest.length === slice.limit ? nearest : sortedTickets(on, slice).execute()
  })
}

/** Counts the tickets in the scope that match the filters. */
export async function countTickets(db: Kysely<Database>, scope: TicketScope, filters: TicketFilters): Promise<number> {
  const { total } = await db
    .selectFrom('support_tickets')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where((eb) => matches(eb, scope, filters))
    .executeTakeFirstOrThrow()
  return total
}

/**
 * Whether an index returns exactly the matching tickets in the order of the list. Also true if the filters select the
 * tickets of one person, because these are few.
 */
export function isInOrderOfAnIndex({ scope, filters, order: { key } }: TicketSlice): boolean {
  const { status: _status, userId, email, createdFrom, createdTo, ticketIdFrom, ticketIdTo, ...others } = filters
  const ofOnePerson = scope.kind !== 'all' || userId !== undefined || email !== undefined
  const created = key === 'created_at' ? [] : [createdFrom, createdTo]
  const ids = key === 'ticket_id' ? [] : [ticketIdFrom, ticketIdTo]
  return ofOnePerson || [...Object.values(others), ...created, ...ids].every((value) => value === undefined)
}

/** Reads a slice along an index. The index is ordered within each status, so the first tickets of each are merged. */
export function ticketsInOrder(db: Kysely<Database>, slice: TicketSlice) {
  const { filters, order, limit } = slice
  const { status, ...others } = filters
  if (status === undefined) return page(db, slice)
  const wanted = sql<{ status: TicketStatus }>`unnest(${[...new Set(status)]}::ticket_status[])`
  const direction = order.isDescending ? 'desc' : 'asc'
  return db
    .selectFrom(wanted.as<'wanted'>(sql`wanted(status)`))
    .innerJoinLateral(page(db, { ...slice, filters: others }, sql`wanted.status`).as('one'), (join) => join.onTrue())
    .selectAll('one')
    .$if(order.key !== 'ticket_id', (query) => query.orderBy('sortedBy', direction))
    .orderBy('ticketId', direction)
    .limit(sql.lit(limit))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
}

/**
 * The status is compared with `between`. With `=`, Postgres would drop it from `order by`, and could scan another
 * index.
 */
function page(
  db: Kysely<Database>,
  { scope, filters, order, position, limit }: TicketSlice,
  status?: RawBuilder<TicketStatus>,
) {
  return listed(db.selectFrom('support_tickets'), limit)
    .select(sortedBy(order))
    .where((eb) => matches(eb, scope, filters))
    .$if(position !== undefined, (query) => query.where((eb) => isAfter(eb, order, position!)))
    .$if(status !== undefined, (query) =>
      query
        .where((eb) => eb.between('status', status!, status!))
        .orderBy('status', order.isDescending ? 'desc' : 'asc'),
    )
    .orderBy(inOrder(order))
    .limit(sql.lit(limit))
}

/** Finds matches among the next {@link MAX_SCANNED} tickets in the order of the list. */
export function nearestTickets(db: Kysely<Database>, { scope, filters, order, position, limit }: TicketSlice) {
  const next = db
    .selectFrom('support_tickets')
    .selectAll()
    .$if(position !== undefined, (query) => query.where((eb) => isAfter(eb, order, position!)))
    .orderBy(inOrder(order))
    .limit(sql.lit(MAX_SCANNED))
  return listed(db.selectFrom(next.as('support_tickets')) as never, limit)
    .select(sortedBy(order))
    .where((eb) => matches(eb, scope, filters))
    .orderBy(inOrder(order))
    .limit(sql.lit(limit))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
}

/**
 * Collects all matches with the most selective index, then sorts them. Because of `offset 0`, Postgres cannot scan in
 * the order of the list instead.
 */
export function sortedTickets(db: Kysely<Database>, { scope, filters, order, position, limit }: TicketSlice) {
  const found = db
    .selectFrom('support_tickets')
    .select(['ticket_id', 'created_at', 'updated_at'])
    .where((eb) => matches(eb, scope, filters))
    .$if(position !== undefined, (query) => query.where((eb) => isAfter(eb, order, position!)))
    .modifyEnd(sql`offset 0`)
  const first = db
    .selectFrom(found.as('support_tickets'))
    .select('ticket_id')
    .orderBy(inOrder(order))
    .limit(sql.lit(limit))
  return listed(db.selectFrom('support_tickets'), limit)
    .select(sortedBy(order))
    .where('ticket_id', 'in', first)
    .orderBy(inOrder(order))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
}

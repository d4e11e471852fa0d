import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { Rows } from '../platform/paging/page.ts'
import { allOf, conditionsOf, type TicketFilters } from './ticket-filters.ts'
import { orderedIds, type TicketStretch } from './ticket-ids.ts'
import { byKey, keyText } from './ticket-order.ts'
import { searchedIdsOf } from './ticket-search.ts'
import { MAX_PAGE_BYTES } from './tickets.repository.ts'

/** The JSON of a ticket, and where it stands in a list in another order than that of ids. */
export interface FoundTicket {
  json: string
  /** The value that it was sorted by. */
  sortedBy?: string | number
  /** By relevance: the newest ticket of what was sorted. */
  anchor?: number
}

interface FoundRow {
  json: string
  key: unknown
  ticket_id: number
  anchor: number
  length: number
  bytes: number
}

/** The tickets of a stretch, in its order. Long messages end it before its limit (`isCut`). */
export async function listFoundTickets(db: Kysely<Database>, stretch: TicketStretch): Promise<Rows<FoundTicket>> {
  const rows = await foundTickets(db, stretch).execute()
  return { rows, isCut: rows.at(-1)?.isLast ?? false }
}

/** The statement of {@link listFoundTickets}, whose plan is tested. */
export function foundTickets(db: Kysely<Database>, stretch: TicketStretch) {
  const order = byKey(stretch.order)
  const isRanked = stretch.order.key === 'relevance'
  const page = sql<FoundRow>`(
    with ids(key, id${isRanked ? sql`, anchor` : sql``}) as materialized (${orderedIds(stretch)})
    select *, sum(length) over (order by ${order} rows unbounded preceding) as bytes from (
      select ids.*, ticket.* from ids cross join lateral (
        select ticket_id, json, octet_length(message) as length from support_tickets where ticket_id = id limit 1
      ) as ticket
    ) as listed
  )`
  return db
    .selectFrom(page.as('page'))
    .select('json')
    .$if(stretch.order.key !== 'ticket_id', (query) => query.select(keyText(stretch.order).as('sortedBy')))
    .$if(isRanked, (query) => query.select('anchor'))
    .select(sql<boolean>`bytes >= ${MAX_PAGE_BYTES}::bigint`.as('isLast'))
    .where(sql<boolean>`bytes - length < ${MAX_PAGE_BYTES}::bigint`)
    .orderBy(order)
}

/** How many tickets there are that meet all of this. */
export async function countTickets(db: Kysely<Database>, filters: TicketFilters, words?: string): Promise<number> {
  const matching =
    words === undefined
      ? sql`support_tickets where ${allOf(conditionsOf(filters))}`
      : sql`(${searchedIdsOf(filters, words)}) as found`
  const { rows } = await sql<{ total: number }>`select count(*) as total from ${matching}`.execute(db)
  return rows[0]!.total
}

import { type Kysely, type Selectable, sql } from 'kysely'
import type { Database } from '../database/tables.ts'
import type { Rows } from '../paging/page.ts'
import { allOf, conditionsOf, type TicketFilters } from './ticket-filters.ts'
import { orderedIds, type TicketStretch } from './ticket-ids.ts'
import { byKey, keyText } from './ticket-order.ts'
import { searchedIdsOf } from './ticket-search.ts'
import { MAX_PAGE_BYTES, TICKET_COLUMNS, type VersionedTicket } from './tickets.repository.ts'

/** A ticket as a list found it, with the value that it was sorted by; of relevance also the newest of what was sorted. */
export type FoundTicket = VersionedTicket & { sortedBy: string | number; anchor: number | null }

type FoundRow = Selectable<Database['support_tickets']> & { key: unknown; anchor: number | null; bytes: number }

/** The tickets of a stretch, in its order. Long messages end it before its limit (`isCut`). */
export async function listFoundTickets(db: Kysely<Database>, stretch: TicketStretch): Promise<Rows<FoundTicket>> {
  const rows = await foundTickets(db, stretch).execute()
  return { rows, isCut: (rows.at(-1)?.bytes ?? 0) >= MAX_PAGE_BYTES }
}

/** The statement of {@link listFoundTickets}, whose plan is tested. */
export function foundTickets(db: Kysely<Database>, stretch: TicketStretch) {
  const order = byKey(stretch.order)
  const isRanked = stretch.order.key === 'relevance'
  const page = sql<FoundRow>`(
    with ids(key, id${isRanked ? sql`, anchor` : sql``}) as materialized (${orderedIds(stretch)})
    select *, sum(octet_length(message)) over (order by ${order} rows unbounded preceding) as bytes from (
      select ticket.*, key, ${isRanked ? sql`anchor` : sql`null::bigint as anchor`}
      from ids cross join lateral (select * from support_tickets where ticket_id = id limit 1) as ticket
    ) as listed
  )`
  return db
    .selectFrom(page.as('page'))
    .select(TICKET_COLUMNS)
    .select(['anchor', 'bytes', keyText(stretch.order).as('sortedBy')])
    .where(sql<boolean>`bytes - octet_length(message) < ${MAX_PAGE_BYTES}::bigint`)
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

import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Rows } from '../platform/paging/page.ts'
import type { Database } from '../platform/database/tables.ts'
import { bytesThrough, isWithinBytes, MAX_BYTES_READ } from './bytes-read.ts'
import { indexedTickets, newestIds, words } from './found-ids.ts'
import { listed, type ListedTicket } from './listed-tickets.ts'
import { boundedPage } from './page-bytes.ts'
import { type SearchQuery, searchQuery } from './search-query.ts'
import type { TicketFilters } from './ticket-filters.ts'
import type { TicketOrder } from './ticket-order.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import type { TicketSlice } from './tickets.list.ts'

// The number of newest matches that are ranked, and their text: 1,000 tickets of usual length.
const MAX_RANKED = 1000
const MAX_BYTES_RANKED = 2 * MAX_BYTES_READ

/** Lists the tickets that match a search, newest first or by relevance. */
export async function searchTickets(
  db: Kysely<Database>,
  slice: TicketSlice<TicketOrder>,
  text: string,
): Promise<Rows<ListedTicket>> {
  const query = await searchQuery(db, text)
  if (!query) return { rows: [], isCut: false }
  return boundedPage(db, (on) =>
    slice.order.key === 'relevance' ? rankedTickets(on, slice, query) : newestTickets(on, slice, query),
  )
}

/** Counts the tickets in the scope that match the filters and the search. */
export async function countFoundTickets(
  db: Kysely<Database>,
  scope: TicketScope,
  filters: TicketFilters,
  text: string,
): Promise<number> {
  const query = await searchQuery(db, text)
  if (!query) return 0
  const { total } = await db
    .selectFrom(indexedTickets(db, { scope, filters }, query).as('found'))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return total
}

async function newestTickets(db: Kysely<Database>, slice: TicketSlice<TicketOrder>, query: SearchQuery) {
  const { position, limit } = slice
  const ids = await newestIds(db, { ...slice, before: position?.[0] as number | undefined }, query)
  return listed(db.selectFrom('support_tickets'), limit)
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .orderBy('ticket_id', 'desc')
    .execute()
}

/**
 * Lists by relevance. Every page ranks the same tickets: later pages exclude tickets that are newer than `newestId`. Few
 * tickets are ranked if their texts are long.
 */
async function rankedTickets(db: Kysely<Database>, slice: TicketSlice<TicketOrder>, query: SearchQuery) {
  const { position, limit } = slice
  const before = position && (position[2] as number) + 1
  const ids = await newestIds(db, { ...slice, before, limit: MAX_RANKED }, query)
  const sized = db
    .selectFrom('support_tickets')
    .selectAll()
    .select(bytesThrough(sql`octet_length(message)`, sql`ticket_id desc`))
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val(ids)))
  const ranked = db
    .selectFrom(sized.as('support_tickets') as unknown as 'support_tickets')
    .select((eb) => ['ticket_id as id', sql<number>`ts_rank(${words(eb)}, ${query.words}::tsquery)`.as('rank')])
    .where(isWithinBytes(MAX_BYTES_RANKED))
  const rows = await listed(
    db.selectFrom('support_tickets').innerJoin(ranked.as('ranked'), 'ranked.id', 'support_tickets.ticket_id') as never,
    limit,
  )
    .select(sql<number>`ranked.rank`.as('sortedBy'))
    .$if(position !== undefined, (page) =>
      page.where(sql<SqlBool>`(rank, id) < (${position![0]}::real, ${position![1]}::bigint)`),
    )
    .orderBy(sql`rank desc, id desc`)
    .limit(sql.lit(limit))
    .execute()
  return rows.map((row) => Object.assign(row, { newestId: ids[0]! }))
}

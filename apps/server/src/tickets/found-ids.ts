import { type ExpressionBuilder, type Kysely, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import type { SearchQuery } from './search-query.ts'
import { bytesThrough, isWithinBytes } from './bytes-read.ts'
import { matches, type TicketFilters } from './ticket-filters.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'

// The number of newest tickets that are read to estimate how common the matches are.
const SAMPLE_SIZE = 32

// The number of newest tickets that are read if the matches are common, unless they are long. Reading the words of one
// ticket takes 50 µs.
const MAX_TICKETS_READ = 512

// The number of newest ids that the index is searched for before all ids.
const NEWEST_IDS = 16_384

/** The conditions for a match other than the words. */
export interface WantedIds {
  scope: TicketScope
  filters: TicketFilters
  /** Only tickets with a smaller id match. */
  before?: number | undefined
}

/**
 * Returns the ids of at most `limit` matches, descending. If a sample of the newest tickets shows that the matches are
 * common, the words of the newest 512 tickets are read. If they do not contain enough matches, the full-text index is
 * searched: first for the newest ids, then for all.
 */
export async function newestIds(db: Kysely<Database>, wanted: WantedIds & { limit: number }, query: SearchQuery) {
  const { limit } = wanted
  const sampled = await idsOf(readTickets(db, wanted, query, SAMPLE_SIZE), limit)
  if (sampled.length * MAX_TICKETS_READ >= limit * SAMPLE_SIZE) {
    const read = await idsOf(readTickets(db, wanted, query, MAX_TICKETS_READ), limit)
    if (read.length === limit) return read
  }
  const near = await idsOf(indexedTickets(db, wanted, query, NEWEST_IDS), limit)
  return near.length === limit ? near : idsOf(indexedTickets(db, wanted, query), limit)
}

type Ids = SelectQueryBuilder<Database, never, { ticket_id: number }>

async function idsOf(found: Ids, limit: number): Promise<number[]> {
  const rows = await found.limit(sql.lit(limit)).modifyEnd(sql.raw(PLANNED_EACH_TIME)).execute()
  return rows.map((row) => row.ticket_id)
}

/**
 * Finds matches among the `count` newest tickets by reading their words, one ticket after the other, up to
 * {@link MAX_BYTES_READ}.
 */
function readTickets(
  db: Kysely<Database>,
  { scope, filters, before }: WantedIds,
  query: SearchQuery,
  count: number,
): Ids {
  const newest = db
    .selectFrom('support_tickets')
    .selectAll()
    .$if(before !== undefined, (tickets) => tickets.where('ticket_id', '<', before!))
    .orderBy('ticket_id', 'desc')
    .limit(sql.lit(count))
  const sized = db
    .selectFrom(newest.as('newest'))
    .selectAll()
    .select(bytesThrough(sql`octet_length(message)`, sql`ticket_id desc`))
  const found = db
    .selectFrom(sized.as('support_tickets') as unknown as 'support_tickets')
    .select('ticket_id')
    .where(isWithinBytes())
    .where((eb) => matches(eb, scope, filters))
    .where((eb) => hasWords(eb, query))
    .$if(query.phrases !== undefined, (tickets) => tickets.where((eb) => hasPhrases(eb, query)))
    .orderBy('ticket_id', 'desc')
  return found
}

/**
 * Finds matches with the full-text index, among the `newest` ids, or all if it is undefined. Because of `offset 0`,
 * Postgres cannot read the words of one ticket after the other instead. Phrases are checked last, in descending order
 * of ids, so that a limit ends the check early.
 */
export function indexedTickets(
  db: Kysely<Database>,
  { scope, filters, before }: WantedIds,
  query: SearchQuery,
  newest?: number,
): Ids {
  const candidates = db
    .selectFrom('support_tickets')
    .select('ticket_id')
    .where((eb) => hasWords(eb, query))
    .where((eb) => matches(eb, scope, filters))
    .$if(before !== undefined, (tickets) => tickets.where('ticket_id', '<', before!))
    .$if(newest !== undefined, (tickets) => tickets.where('ticket_id', '>=', (eb) => lowestOf(eb, newest!, before)))
    .modifyEnd(sql`offset 0`)
  const sorted = db.selectFrom(candidates.as('candidates')).select('ticket_id').orderBy('ticket_id', 'desc')
  if (query.phrases === undefined) return sorted
  const checked = db
    .selectFrom(sorted.modifyEnd(sql`offset 0`).as('sorted'))
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('support_tickets')
          .select('ticket_id as id')
          .whereRef('support_tickets.ticket_id', '=', 'sorted.ticket_id')
          .where((ticket) => hasPhrases(ticket, query))
          .limit(sql.lit(1))
          .as('checked'),
      (join) => join.onTrue(),
    )
    .select('sorted.ticket_id')
  return checked
}

type Tickets = ExpressionBuilder<Database, 'support_tickets'>

function hasWords(eb: Tickets, query: SearchQuery) {
  const found = sql<SqlBool>`${words(eb)} @@ ${query.words}::tsquery`
  return query.ticketId === undefined ? found : eb.or([found, eb('ticket_id', '=', query.ticketId)])
}

/** The tsvector of a ticket, as in the index. */
export function words(eb: Pick<Tickets, 'fn'>) {
  return eb.fn<string>('ticket_words', ['full_name', 'email', 'subject', 'message'])
}

function hasPhrases(eb: Tickets, { phrases }: SearchQuery) {
  return sql<SqlBool>`${words(eb)} @@ ${phrases}::tsquery`
}

/** The lowest of the `newest` ids below `before`, or of all ids if it is undefined. */
function lowestOf(eb: Tickets, newest: number, before: number | undefined) {
  if (before !== undefined) return eb.val(before - newest)
  return eb
    .selectFrom('support_tickets as all')
    .select((all) => all(all.fn.max('all.ticket_id'), '-', sql.lit(newest)).as('id'))
}

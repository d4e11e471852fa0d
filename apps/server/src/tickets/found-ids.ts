import { type ExpressionBuilder, type Kysely, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import type { SearchQuery } from './search-query.ts'
import { matches, type TicketFilters } from './ticket-filters.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'

// So many of the newest tickets show how common the matches are, and so many are read for those of common words. To read
// the words of one takes 50 µs.
const SAMPLE = 32
const MOST_TO_READ = 512

// So many ids, from the newest down, are looked at before all of them.
const NEWEST_IDS = 16_384

/** Which of the matches. */
export interface WantedIds {
  scope: TicketScope
  filters: TicketFilters
  /** Only smaller ids. */
  before?: number | undefined
}

/**
 * Ids of matches, descending: at most `limit`. A sample of the newest tickets shows whether a few hundred of them have
 * enough. Otherwise the index of words finds the matches: first among the newest ids, and then among all.
 */
export async function newestIds(db: Kysely<Database>, wanted: WantedIds & { limit: number }, query: SearchQuery) {
  const { limit } = wanted
  const sampled = await idsOf(readTickets(db, wanted, query, SAMPLE), limit)
  if (sampled.length * MOST_TO_READ >= limit * SAMPLE) {
    const read = await idsOf(readTickets(db, wanted, query, MOST_TO_READ), limit)
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

/** Reads the words of the newest tickets, one ticket after the other, until there are enough. */
function readTickets(
  db: Kysely<Database>,
  { scope, filters, before }: WantedIds,
  query: SearchQuery,
  most: number,
): Ids {
  const newest = db
    .selectFrom('support_tickets')
    .selectAll()
    .$if(before !== undefined, (tickets) => tickets.where('ticket_id', '<', before!))
    .orderBy('ticket_id', 'desc')
    .limit(sql.lit(most))
  const found = db
    .selectFrom(newest.as('support_tickets') as unknown as 'support_tickets')
    .select('ticket_id')
    .where((eb) => matches(eb, scope, filters))
    .where((eb) => hasWords(eb, query))
    .$if(query.phrases !== undefined, (tickets) => tickets.where((eb) => hasPhrases(eb, query)))
    .orderBy('ticket_id', 'desc')
  return found
}

/**
 * Finds tickets by the index of words, among the `newest` ids or all. `offset 0` keeps Postgres from reading the words of
 * one ticket after the other instead. Whether the words of a phrase follow one another is checked last, and only until
 * there are enough.
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

/** The words of a ticket, in the form that is indexed. */
export function words(eb: Pick<Tickets, 'fn'>) {
  return eb.fn<string>('ticket_words', ['full_name', 'email', 'subject', 'message'])
}

function hasPhrases(eb: Tickets, { phrases }: SearchQuery) {
  return sql<SqlBool>`${words(eb)} @@ ${phrases}::tsquery`
}

/** The lowest of the `newest` ids. */
function lowestOf(eb: Tickets, newest: number, before: number | undefined) {
  if (before !== undefined) return eb.val(before - newest)
  return eb
    .selectFrom('support_tickets as all')
    .select((all) => all(all.fn.max('all.ticket_id'), '-', sql.lit(newest)).as('id'))
}

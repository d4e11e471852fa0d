import { type ExpressionBuilder, type Kysely, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import type { Rows } from '../platform/paging/page.ts'
import { bytesThrough, isWithinBytes } from '../tickets/bytes-read.ts'
import { words } from '../tickets/found-ids.ts'
import { boundedPage } from '../tickets/page-bytes.ts'
import { type SearchQuery, searchQuery } from '../tickets/search-query.ts'
import { listedDeskTickets, type QueuedTicket } from './listed-desk-tickets.ts'
import { isQueued, type QueueFilters } from './queue-filters.ts'
import { inQueueOrder, isQueuedAfter, timeOf } from './queue-order.ts'
import { placesInOrder } from './queue.list.ts'
import type { QueueSlice } from './queue-slice.ts'

// The number of first tickets of the queue that are read to estimate how common the matches are. Reading the words of a
// ticket and its messages takes about 0.3 ms.
const SAMPLE_SIZE = 32

// The number of first tickets of the queue that are read if the matches are common, unless they and their messages are
// long.
const MAX_TICKETS_READ = 512

// The number of tickets and messages with the words up to which the full-text indexes are used first.
const MAX_RARE = 10_000

/**
 * Lists the tickets of a slice that match a search, in its order. If a sample of the first tickets shows that matches
 * are common, more of the first tickets are read. If they do not contain enough matches, the full-text indexes are
 * searched.
 */
export async function searchQueue(db: Kysely<Database>, slice: QueueSlice, text: string): Promise<Rows<QueuedTicket>> {
  const query = await searchQuery(db, text)
  if (!query) return { rows: [], isCut: false }
  return boundedPage(db, async (on) => {
    const sampled = await readFirst(on, slice, query, SAMPLE_SIZE).execute()
    if (sampled.length * MAX_TICKETS_READ >= slice.limit * SAMPLE_SIZE) {
      const read = await readFirst(on, slice, query, MAX_TICKETS_READ).execute()
      if (read.length === slice.limit) return read
    }
    return indexed(on, slice, await matching(on, slice.filters, query)).execute()
  })
}

/** Counts the tickets that match the filters and a search. */
export async function countFound(db: Kysely<Database>, filters: QueueFilters, text: string): Promise<number> {
  const query = await searchQuery(db, text)
  if (!query) return 0
  const { total } = await db
    .selectFrom((await matching(db, filters, query)).as('found'))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .executeTakeFirstOrThrow()
  return total
}

/** The bytes of a ticket's message and of the messages of its conversation. */
const BYTES_OF_TICKET = sql<number>`octet_length(support_tickets.message) + coalesce(
  (select sum(octet_length(body)) from messages where messages.ticket_id = one.id), 0)`

/** Finds matches among the first `count` tickets of the slice by reading their words. */
function readFirst(db: Kysely<Database>, slice: QueueSlice, query: SearchQuery, count: number) {
  const first = placesInOrder(db, { ...slice, limit: count }).modifyEnd(sql`offset 0`)
  const sized = db
    .selectFrom(first.as('one'))
    .innerJoin('support_tickets', 'support_tickets.ticket_id', 'one.id')
    .select(['one.id', 'one.rank', 'one.time'])
    .select(bytesThrough(BYTES_OF_TICKET, inQueueOrder(slice.order)))
  const places = db
    .selectFrom(sized.as('first'))
    .innerJoin('support_tickets', 'support_tickets.ticket_id', 'first.id')
    .select(['first.id', 'first.rank', 'first.time'])
    .where(isWithinBytes())
    .where((eb) =>
      eb.or([
        hasWords(eb as never, query),
        eb.exists(
          eb
            .selectFrom('messages')
            .select(sql.lit(1).as('one'))
            .whereRef('messages.ticket_id', '=', 'first.id')
            .where(hasMessageWords(query)),
        ),
      ]),
    )
    .orderBy(inQueueOrder(slice.order))
    .limit(sql.lit(slice.limit))
  return paged(db, slice, places)
}

/** Sorts all matches. */
function indexed(db: Kysely<Database>, slice: QueueSlice, matches: Ids) {
  const { order, position, limit } = slice
  const places = db
    .selectFrom(matches.as('found'))
    .innerJoin('support_tickets', 'support_tickets.ticket_id', 'found.id')
    .select(['found.id', 'priority as rank', timeOf(order).as('time')])
    .$if(position !== undefined, (found) => found.where((eb) => isQueuedAfter(eb as never, order, position!)))
    .orderBy(inQueueOrder(order))
    .limit(sql.lit(limit))
  return paged(db, slice, places)
}

type Ids = SelectQueryBuilder<Database, never, { id: number }>

/**
 * The ids of all matches, each once. If the words are rare, the full-text indexes find the tickets, and the filters are
 * checked on these. Otherwise Postgres may find the tickets of the filters first: its estimates for words are too rough
 * to choose between both.
 */
async function matching(db: Kysely<Database>, filters: QueueFilters, query: SearchQuery): Promise<Ids> {
  const tickets = db
    .selectFrom('support_tickets')
    .select('ticket_id as id')
    .where((eb) => isQueued(eb, filters))
  const rare = await rareIds(db, query)
  if (rare) return tickets.where('ticket_id', '=', (eb) => eb.fn.any(eb.val(rare)))
  const ofMessages = db.selectFrom('messages').select('messages.ticket_id').where(hasMessageWords(query))
  return tickets.where((eb) => hasWords(eb, query)).union(tickets.where('ticket_id', 'in', ofMessages))
}

/** The ids of the tickets that match the filters and, if there are any, the words of a search. */
export async function matchingIds(db: Kysely<Database>, filters: QueueFilters, text: string | undefined): Promise<Ids> {
  const query = text === undefined ? undefined : await searchQuery(db, text)
  if (query) return matching(db, filters, query)
  const tickets = db.selectFrom('support_tickets').select('ticket_id as id')
  // A search for nothing but separators finds nothing.
  return text === undefined ? tickets.where((eb) => isQueued(eb, filters)) : tickets.where(sql<SqlBool>`false`)
}

/** The ids of the tickets with the words, whatever the filters; undefined if they are more than {@link MAX_RARE}. */
async function rareIds(db: Kysely<Database>, query: SearchQuery): Promise<number[] | undefined> {
  const limit = sql.lit(MAX_RARE + 1)
  const inTickets = db
    .selectFrom('support_tickets')
    .select('ticket_id as id')
    .where((eb) => hasWords(eb, query))
    .limit(limit)
  const inMessages = db.selectFrom('messages').select('ticket_id as id').where(hasMessageWords(query)).limit(limit)
  const rows = await db
    .selectFrom(inTickets.as('one'))
    .selectAll()
    .unionAll(db.selectFrom(inMessages.as('other')).selectAll())
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .execute()
  return rows.length > MAX_RARE ? undefined : [...new Set(rows.map(({ id }) => id))]
}

type Places = Parameters<typeof listedDeskTickets>[1]

function paged(db: Kysely<Database>, slice: QueueSlice, places: Places) {
  return listedDeskTickets(db, places, slice).orderBy(inQueueOrder(slice.order)).modifyEnd(sql.raw(PLANNED_EACH_TIME))
}

function hasWords(eb: ExpressionBuilder<Database, 'support_tickets'>, query: SearchQuery) {
  const found = hasAll(words(eb), query)
  return query.ticketId === undefined ? found : eb.or([found, eb('support_tickets.ticket_id', '=', query.ticketId)])
}

function hasMessageWords(query: SearchQuery) {
  return hasAll(sql`ticket_words('', '', '', messages.body)`, query)
}

/** The index finds rows with the words. Whether words are adjacent is checked on the text of these rows. */
function hasAll(vector: Parameters<typeof sql>[1], { words: all, phrases }: SearchQuery) {
  const found = sql<SqlBool>`${vector} @@ ${all}::tsquery`
  return phrases === undefined ? found : sql<SqlBool>`(${found} and ${vector} @@ ${phrases}::tsquery)`
}

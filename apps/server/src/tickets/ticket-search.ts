import { type RawBuilder, sql } from 'kysely'
import { blocksOf } from '../platform/paging/id-blocks.ts'
import { allOf, conditionsOf, facets, hasFacets, isFacet, rangesOf, type TicketFilters } from './ticket-filters.ts'
import type { OrderedIds, TicketStretch } from './ticket-ids.ts'
import { isAfter } from './ticket-order.ts'
import { termsOf } from './search-terms.ts'

// How many of the newest matches are put in the order of relevance.
const MOST_TO_RANK = 1000

// The database takes no more words, whatever terms they are in.
const MOST_TERMS = 16

const BLOCKS = { table: 'ticket_search', id: 'ticket_id', bits: 14, isDescending: true } as const

const NEWEST_FIRST = { key: 'ticket_id', isDescending: true } as const

/** The ids of what is searched for, newest first or by relevance among the newest. */
export function searchedIds(stretch: TicketStretch, words: string): OrderedIds {
  const { filters, order, edge, limit } = stretch
  if (order.key === 'relevance') return rankedIds(stretch, words)
  const after = edge ? [isAfter({ ...order, ...NEWEST_FIRST }, edge)] : []
  return sql`select ticket_id as key, ticket_id from (${newest(filters, words, after, limit)}) as found`
}

/** A later page orders the same set as the first: what is newer than the newest ticket on that one is not in it. */
function rankedIds({ filters, edge, limit }: TicketStretch, words: string): OrderedIds {
  const anchored = edge ? [sql<boolean>`ticket_id <= ${edge[2]}::bigint`] : []
  const isAfterEdge = edge ? sql`(key, ticket_id) < (${edge[0]}::real, ${edge[1]}::bigint)` : sql`true`
  const whole = sql`'(' || array_to_string(terms, ') & (') || ')'`
  return sql`with query as materialized (select ${whole} as terms from ${queryOf(words)})
    select * from (
      select ts_rank(search, ${inBlock(sql`terms`, sql`ticket_id >> 14`)}) as key, ticket_id,
        max(ticket_id) over () as anchor
      from (${newest(filters, words, anchored, MOST_TO_RANK)}) as found join ticket_search using (ticket_id), query
    ) as ranked where ${isAfterEdge} order by key desc, ticket_id desc limit ${limit}`
}

/**
 * Newest first, block by block: a block's marker and each term are conditions of their own on one index, which reads
 * each only where the others are. So a word in half of all tickets ends with the first blocks, and one that is nowhere
 * costs a look into each (ADR 11).
 */
function newest(
  filters: TicketFilters,
  words: string,
  after: RawBuilder<boolean>[],
  limit: number,
): RawBuilder<unknown> {
  const ids = [...conditionsOf({ ticketIdFrom: filters.ticketIdFrom, ticketIdTo: filters.ticketIdTo }), ...after]
  return sql`select ticket_id
    from (select terms from ${queryOf(words)} offset 0) as query
    cross join (${blocksOf({ ...BLOCKS, conditions: allOf(ids) })}) as blocks
    cross join lateral (${hitsInBlock(filters, termsOf(words).texts.length, ids, limit)}) as found
    limit ${limit}`
}

function hitsInBlock(
  filters: TicketFilters,
  terms: number,
  ids: RawBuilder<boolean>[],
  limit: number,
): RawBuilder<unknown> {
  const conditions = conditionsOf(filters)
  const owner = filters.ownerId ?? filters.userId
  const matches = [
    sql<boolean>`search @@ ('=' || block)::tsquery`,
    // A term that was passed over leaves the block; where all were, nothing matches.
    sql<boolean>`search @@ ${inBlock(sql`terms[1]`, sql`block`)}`,
    ...Array.from({ length: Math.min(terms, MOST_TERMS) - 1 }, (_, place) => {
      const term = sql`coalesce(terms[${sql.lit(place + 2)}], '=' || block)`
      return sql<boolean>`search @@ ${inBlock(term, sql`block`)}`
    }),
    ...(owner === undefined ? [] : [sql<boolean>`search @@ ('=user' || ${owner}::bigint)::tsquery`]),
  ]
  const hits = sql`select ticket_id from ticket_search where ${allOf([...matches, ...ids, ...isWorthALook(filters)])} offset 0`
  if (conditions.length === 0)
    return sql`select ticket_id from (${hits}) as hits order by ticket_id desc limit ${limit}`
  return sql`select ticket_id from (${hits}) as hits join support_tickets using (ticket_id)
    where ${allOf(conditions)} order by ticket_id desc limit ${limit}`
}

/** A block without a ticket that meets the filters need not be searched, however many there have the word. */
function isWorthALook(filters: TicketFilters): RawBuilder<boolean>[] {
  const { status, category, roleContext, createdFrom, createdTo, changedIn } = filters
  const ranges = { createdFrom, createdTo, changedIn }
  if (rangesOf(ranges).length > 0) {
    const conditions = allOf(conditionsOf({ ...ranges, status, category, roleContext }))
    return [
      sql`exists (select from support_tickets
      where ticket_id >> 13 = any(array[block * 2, block * 2 + 1]) and ${conditions})`,
    ]
  }
  if (!hasFacets(filters)) return []
  return [
    sql`exists (select from ${facets(filters)} cross join lateral (
      select from support_tickets
      where ${isFacet} and ticket_id >= block << 14 and ticket_id < (block + 1) << 14 limit 1
    ) as one)`,
  ]
}

/** Names are looked up within a block, so the query is made for each. */
function inBlock(terms: RawBuilder<unknown>, block: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`replace(${terms}, U&'\\0001', (${block})::text)::tsquery`
}

/** All of them, in no order. */
export function searchedIdsOf(filters: TicketFilters, words: string): RawBuilder<unknown> {
  return newest(filters, words, [], Number.MAX_SAFE_INTEGER)
}

function queryOf(words: string): RawBuilder<unknown> {
  const { texts, phrases, excluded } = termsOf(words)
  return sql`search_queries(${texts}::text[], ${phrases}::boolean[], ${excluded}::boolean[]) as terms`
}

import { type RawBuilder, sql } from 'kysely'
import { blockByBlock, changed, facetsByBlock } from './ticket-blocks.ts'
import { allOf, conditionsOf, facets, hasFacets, isFacet, rangesOf, type TicketFilters } from './ticket-filters.ts'
import type { OrderedIds, TicketStretch } from './ticket-ids.ts'
import { walkOrMerge } from './ticket-merge.ts'
import { afterEdge, byKey } from './ticket-order.ts'

// Above this many, walking in the order of the sort finds a page sooner than sorting what matches.
const MOST_TO_SORT = 10_000
// A walk by id passes over what is outside the range in whole blocks, and a range of ids has moments looked up row by row.
const MOST_TO_SORT_BY_ID = 1_000

/** A range of something else than the order. */
export function ofRange(stretch: TicketStretch): OrderedIds {
  const { filters, order } = stretch
  const isById = order.key === 'ticket_id'
  if (isById && !hasFacets(filters)) return blockByBlock(stretch)
  const walk = isById ? facetsByBlock(stretch) : walkOrMerge(stretch)
  const most = isById ? MOST_TO_SORT_BY_ID : MOST_TO_SORT
  const { changedIn, createdFrom, createdTo, ticketIdFrom, ticketIdTo, ...others } = filters
  if (changedIn !== undefined) {
    return fewOrWalk(stretch, { few: changed(stretch), rest: { createdFrom, createdTo, ...others }, most }, walk)
  }
  const hasCreated = createdFrom !== undefined || createdTo !== undefined
  const hasIds = ticketIdFrom !== undefined || ticketIdTo !== undefined
  if (hasCreated && hasIds) return walk
  if (hasCreated) return fewOrWalk(stretch, { few: withinFacets(stretch, sql``), most }, walk)
  if (!hasFacets(filters)) return walk
  return fewOrWalk(stretch, { few: withinFacets(stretch, sql`order by ticket_id`), most: MOST_TO_SORT_BY_ID }, walk)
}

interface Few {
  /** A subquery of rows with `key`, `ticket_id` and what the rest looks at, of which no more are read than `most`. */
  few: RawBuilder<unknown>
  /** Filters that its rows have yet to meet. */
  rest?: TicketFilters
  most: number
}

/** What the range leaves, sorted, if that is few; else the walk in order, which then meets them soon. */
function fewOrWalk(stretch: TicketStretch, { few, rest = {}, most }: Few, walk: OrderedIds): OrderedIds {
  const { order, limit } = stretch
  const isFew = sql`(select count(*) <= ${most}::bigint from few)`
  const conditions = allOf([...conditionsOf(rest), ...afterEdge(stretch, 'key')])
  return sql`with few as materialized (${few} limit ${most + 1})
    (select key, ticket_id from few where ${isFew} and ${conditions} order by ${byKey(order)} limit ${limit})
    union all
    (select * from (${walk}) as walked where not ${isFew})`
}

/** The range in every combination of status, category and role; `order` names the column whose index it is to take. */
function withinFacets({ filters, order: { key } }: TicketStretch, order: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select found.* from ${facets(filters)} cross join lateral (
      select ${sql.ref(key)} as key, ticket_id from support_tickets
      where ${isFacet} and ${allOf(rangesOf(filters))} ${order} offset 0
    ) as found`
}

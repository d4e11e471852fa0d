import { type RawBuilder, sql } from 'kysely'
import type { Edge } from '../paging/cursor.ts'
import { blockByBlock, changed, facetsByBlock } from './ticket-blocks.ts'
import { allOf, conditionsOf, facets, hasFacets, isFacet, rangesOf, type TicketFilters } from './ticket-filters.ts'
import { byColumns, byKey, isAfter, type TicketOrder } from './ticket-order.ts'
import { searchedIds } from './ticket-search.ts'

/** A stretch of an ordered list of tickets. */
export interface TicketStretch {
  filters: TicketFilters
  /** What to search for, if anything. */
  words?: string | undefined
  order: TicketOrder
  /** It starts after this; at the beginning without. */
  edge: Edge | undefined
  limit: number
}

/** A subquery of rows `(key, ticket_id)`, at most `limit` and in order. */
export type OrderedIds = RawBuilder<{ key: unknown; ticket_id: number }>

// Above this many, walking in the order of the sort finds a page sooner than sorting what matches.
const MOST_TO_SORT = 10_000
// A walk by id passes over what is outside the range in whole blocks, so that it is worth it sooner.
const MOST_TO_SORT_BY_ID = 1_000

/**
 * The ids of a stretch. Each way is laid down by the form of its statement, so that it does not depend on statistics or
 * on whether Postgres knows the values (ADR 10).
 */
export function orderedIds(stretch: TicketStretch): OrderedIds {
  const { filters, order, words } = stretch
  if (words !== undefined) return searchedIds(stretch, words)
  if (isOfOnePerson(filters)) return ofOnePerson(stretch)
  const hasCreated = filters.createdFrom !== undefined || filters.createdTo !== undefined
  const hasChanged = filters.changedIn !== undefined
  if (order.key === 'ticket_id') {
    if (hasCreated && hasFacets(filters) && !hasChanged) {
      return fewOrWalk(stretch, created(stretch), facetsByBlock(stretch), MOST_TO_SORT_BY_ID)
    }
    if (hasCreated || hasChanged) return blockByBlock(stretch)
    return hasFacets(filters) ? facetByFacet(stretch) : inOrder(stretch)
  }
  if (hasChanged) return fewOrWalk(stretch, changed(stretch), facetByFacet(stretch))
  if (hasCreated && order.key !== 'created_at') return fewOrWalk(stretch, created(stretch), facetByFacet(stretch))
  return facetByFacet(stretch)
}

function isOfOnePerson({ userId, ownerId, email }: TicketFilters): boolean {
  return userId !== undefined || ownerId !== undefined || email !== undefined
}

function afterEdge({ order, edge }: TicketStretch): RawBuilder<boolean>[] {
  return edge ? [isAfter(order, edge)] : []
}

/** Straight along the primary key. */
function inOrder(stretch: TicketStretch): OrderedIds {
  const conditions = allOf([...conditionsOf(stretch.filters), ...afterEdge(stretch)])
  return sql`select ticket_id as key, ticket_id from support_tickets where ${conditions}
    order by ${byColumns(stretch.order)} limit ${stretch.limit}`
}

/** A person's tickets are few enough to sort them; by id they are sorted already. */
function ofOnePerson(stretch: TicketStretch): OrderedIds {
  const { filters, order, limit } = stretch
  if (order.key === 'ticket_id') return inOrder(stretch)
  const conditions = allOf([...conditionsOf(filters), ...afterEdge(stretch)])
  return sql`select key, ticket_id
    from (select ${sql.ref(order.key)} as key, ticket_id from support_tickets where ${conditions} offset 0) as own
    order by ${byKey(order)} limit ${limit}`
}

/** The first of every combination of status, category and role, at most 72, from the index that has them in order. */
function facetByFacet({ filters, order, limit, edge }: TicketStretch): OrderedIds {
  const conditions = allOf([...rangesOf(filters), ...(edge ? [isAfter(order, edge)] : [])])
  return sql`select found.key, found.ticket_id from ${facets(filters)} cross join lateral (
      select ${sql.ref(order.key)} as key, ticket_id from support_tickets
      where ${isFacet} and ${conditions} order by ${byColumns(order)} limit ${limit}
    ) as found order by ${byKey(order)} limit ${limit}`
}

/** What the range leaves, sorted, if that is few; else the walk in order, which then meets them soon. */
function fewOrWalk(
  stretch: TicketStretch,
  matching: RawBuilder<unknown>,
  walk: OrderedIds,
  most = MOST_TO_SORT,
): OrderedIds {
  const { order, edge, limit } = stretch
  const isFew = sql`(select count(*) <= ${most}::bigint from few)`
  return sql`with few as materialized (${matching} limit ${most + 1})
    (select key, ticket_id from few
      where ${isFew} and ${allOf(edge ? [isAfter(order, edge, 'key')] : [])} order by ${byKey(order)} limit ${limit})
    union all
    (select * from (${walk}) as walked where not ${isFew})`
}

function created({ filters, order }: TicketStretch): RawBuilder<unknown> {
  return sql`select found.* from ${facets(filters)} cross join lateral (
      select ${sql.ref(order.key)} as key, ticket_id from support_tickets
      where ${isFacet} and ${allOf(rangesOf(filters))} offset 0
    ) as found`
}

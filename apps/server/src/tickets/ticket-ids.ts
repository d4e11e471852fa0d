import { type RawBuilder, sql } from 'kysely'
import type { Edge } from '../platform/paging/cursor.ts'
import { allOf, conditionsOf, hasFacets, rangesOf, type TicketFilters } from './ticket-filters.ts'
import { mergedFacets } from './ticket-merge.ts'
import { afterEdge, byColumns, byKey, type TicketOrder } from './ticket-order.ts'
import { ofRange } from './ticket-ranges.ts'
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

/**
 * The ids of a stretch. Each way is laid down by the form of its statement, so that it does not depend on statistics or
 * on whether Postgres knows the values (ADR 10).
 */
export function orderedIds(stretch: TicketStretch): OrderedIds {
  const { filters, order, words } = stretch
  if (words !== undefined) return searchedIds(stretch, words)
  if (isOfOnePerson(filters)) return ofOnePerson(stretch)
  if (hasRangeOfAnother(stretch)) return ofRange(stretch)
  return order.key === 'ticket_id' && !hasFacets(filters) ? inOrder(stretch) : mergedFacets(stretch)
}

function isOfOnePerson({ userId, ownerId, email }: TicketFilters): boolean {
  return userId !== undefined || ownerId !== undefined || email !== undefined
}

/** Whether there is a range of another column than the one that is sorted by. */
function hasRangeOfAnother({ filters, order: { key } }: TicketStretch): boolean {
  const { changedIn, createdFrom, createdTo, ticketIdFrom, ticketIdTo } = filters
  const created = key === 'created_at' ? {} : { createdFrom, createdTo }
  const ids = key === 'ticket_id' ? {} : { ticketIdFrom, ticketIdTo }
  return rangesOf({ changedIn, ...created, ...ids }).length > 0
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

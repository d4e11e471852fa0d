import { type RawBuilder, sql } from 'kysely'
import { blocksOf, TICKET_BLOCKS } from '../platform/paging/id-blocks.ts'
import { allOf, conditionsOf, facets, isFacet, rangesOf } from './ticket-filters.ts'
import type { OrderedIds, TicketStretch } from './ticket-ids.ts'
import { afterEdge, byColumns } from './ticket-order.ts'

/**
 * A range of one column in the order of ids: it is looked up in one block of ids after the other. Its own order keeps the
 * look-up on its own index where there is a range of the other column as well.
 */
export function blockByBlock(stretch: TicketStretch): OrderedIds {
  const { filters, limit } = stretch
  const conditions = allOf([...conditionsOf(filters), ...afterEdge(stretch)])
  const range = filters.changedIn === undefined ? sql`created_at` : sql`changed_in`
  return sql`select ticket_id as key, ticket_id from (${touchedBlocks(stretch)}) as blocks cross join lateral (
      select ticket_id from (
        select ticket_id from support_tickets where ticket_id >> 13 = block and ${conditions}
        order by ${range} offset 0
      ) as hits order by ${byColumns(stretch.order)} limit ${limit}
    ) as found limit ${limit}`
}

/**
 * Facets within ranges in the order of ids: of each block in which a range has anything, the first of every facet. The
 * range is no condition of the look-up, lest it follow the index of the range instead.
 */
export function facetsByBlock(stretch: TicketStretch): OrderedIds {
  const { filters, order, limit } = stretch
  const { createdFrom, createdTo, changedIn } = filters
  return sql`select ticket_id as key, ticket_id from (${touchedBlocks(stretch)}) as blocks cross join lateral (
      select found.ticket_id from ${facets(filters)} cross join lateral (
        select ticket_id from (
          select ticket_id, created_at, changed_in from support_tickets
          where ${isFacet} and ticket_id >= block << 13 and ticket_id < (block + 1) << 13 and ${idsOf(stretch)}
          order by ${byColumns(order)} offset 0
        ) as those where ${allOf(rangesOf({ createdFrom, createdTo, changedIn }))} limit ${limit}
      ) as found order by ${byColumns(order)} limit ${limit}
    ) as first limit ${limit}`
}

/** What was changed in a range of transactions, with the key of the order and what other filters look at, in no order. */
export function changed(stretch: TicketStretch): RawBuilder<unknown> {
  const { changedIn, createdFrom: _from, createdTo: _to, ...others } = stretch.filters
  const touched = touchedBlocks({ ...stretch, filters: { changedIn, ...others } })
  return sql`select found.* from (${touched}) as blocks cross join lateral (
      select ${sql.ref(stretch.order.key)} as key, ticket_id, created_at, status, category, role_context
      from support_tickets where ticket_id >> 13 = block and ${allOf([...rangesOf({ changedIn }), idsOf(stretch)])}
      order by changed_in offset 0
    ) as found`
}

/** A subquery of rows `(block)`: those of the ids in which each range of another column has anything, in order. */
export function touchedBlocks(stretch: TicketStretch): RawBuilder<{ block: number }> {
  const { createdFrom, createdTo, changedIn } = stretch.filters
  const blocks = blocksOf({ ...TICKET_BLOCKS, isDescending: stretch.order.isDescending, conditions: idsOf(stretch) })
  const ranges = [
    { name: sql`in_created`, column: sql`created_at`, conditions: rangesOf({ createdFrom, createdTo }) },
    { name: sql`in_changed`, column: sql`changed_in`, conditions: rangesOf({ changedIn }) },
  ]
  const touched = ranges
    .filter(({ conditions }) => conditions.length > 0)
    .map(
      ({ name, column, conditions }) => sql`cross join lateral (
      select from support_tickets where ticket_id >> 13 = block and ${allOf(conditions)} order by ${column} limit 1
    ) as ${name}`,
    )
  return sql`select block from (${blocks}) as blocks ${sql.join(touched, sql` `)}`
}

/** What the ids themselves have to meet. */
function idsOf(stretch: TicketStretch): RawBuilder<boolean> {
  const { ticketIdFrom, ticketIdTo } = stretch.filters
  const isById = stretch.order.key === 'ticket_id'
  return allOf([...rangesOf({ ticketIdFrom, ticketIdTo }), ...(isById ? afterEdge(stretch) : [])])
}

import { type RawBuilder, sql } from 'kysely'
import { blocksOf, TICKET_BLOCKS } from '../paging/id-blocks.ts'
import { allOf, conditionsOf, facets, isFacet, rangesOf } from './ticket-filters.ts'
import type { OrderedIds, TicketStretch } from './ticket-ids.ts'
import { byColumns, isAfter } from './ticket-order.ts'

/**
 * A range of one column in the order of ids: it is looked up in one block of ids after the other. Its own order keeps the
 * look-up on its own index where there is a range of the other column as well.
 */
export function blockByBlock(stretch: TicketStretch): OrderedIds {
  const { filters, order, edge, limit } = stretch
  const conditions = allOf([...conditionsOf(filters), ...(edge ? [isAfter(order, edge)] : [])])
  const range = filters.changedIn === undefined ? sql`created_at` : sql`changed_in`
  return sql`select ticket_id as key, ticket_id from (${blocks(stretch)}) as blocks cross join lateral (
      select ticket_id from (
        select ticket_id from support_tickets where ticket_id >> 13 = block and ${conditions}
        order by ${range} offset 0
      ) as hits order by ${byColumns(order)} limit ${limit}
    ) as found limit ${limit}`
}

/**
 * Facets within a range of creation, in the order of ids: of each block in which the range has anything, the first of
 * every facet. The range is no condition of the look-up, lest it follow the index of creation instead.
 */
export function facetsByBlock(stretch: TicketStretch): OrderedIds {
  const { filters, order, limit } = stretch
  const range = allOf(rangesOf({ createdFrom: filters.createdFrom, createdTo: filters.createdTo }))
  return sql`select ticket_id as key, ticket_id from (${blocks(stretch)}) as blocks
    cross join lateral (
      select from support_tickets where ticket_id >> 13 = block and ${range} order by created_at limit 1
    ) as hit
    cross join lateral (
      select found.ticket_id from ${facets(filters)} cross join lateral (
        select ticket_id from (
          select ticket_id, created_at from support_tickets
          where ${isFacet} and ticket_id >= block << 13 and ticket_id < (block + 1) << 13 and ${idsOf(stretch)}
          order by ${byColumns(order)} offset 0
        ) as those where ${range} limit ${limit}
      ) as found order by ${byColumns(order)} limit ${limit}
    ) as first limit ${limit}`
}

/** What was changed in a range of transactions, with the key of the order, in no order. */
export function changed({ filters, order }: TicketStretch): RawBuilder<unknown> {
  const { ticketIdFrom, ticketIdTo } = filters
  const ids = allOf(rangesOf({ ticketIdFrom, ticketIdTo }))
  return sql`select found.* from (${blocksOf({ ...TICKET_BLOCKS, isDescending: true, conditions: ids })}) as blocks
    cross join lateral (
      select ${sql.ref(order.key)} as key, ticket_id from support_tickets
      where ticket_id >> 13 = block and ${allOf(conditionsOf(filters))}
      order by changed_in offset 0
    ) as found`
}

function blocks(stretch: TicketStretch): RawBuilder<{ block: number }> {
  return blocksOf({ ...TICKET_BLOCKS, isDescending: stretch.order.isDescending, conditions: idsOf(stretch) })
}

/** What the ids themselves have to meet. */
function idsOf({ filters, order, edge }: TicketStretch): RawBuilder<boolean> {
  const { ticketIdFrom, ticketIdTo } = filters
  return allOf([...rangesOf({ ticketIdFrom, ticketIdTo }), ...(edge ? [isAfter(order, edge)] : [])])
}

import {
  type DeskTicket,
  type DeskTicketQuery,
  isSearch,
  type Page,
  type TicketPriority,
} from '@kinconecta/support-contracts'
import type { KeysetPosition } from '../platform/paging/cursor.ts'
import { readPage } from '../platform/paging/page.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { viewFor } from './desk-ticket-view.ts'
import type { QueuedTicket } from './listed-desk-tickets.ts'
import { queueFilters } from './queue-filters.ts'
import { queueOrderOf, type QueueOrder } from './queue-order.ts'
import { countFound, searchQueue } from './queue-search.ts'
import { countQueue, listQueue } from './queue.list.ts'

/** Returns one page of the tickets that match `query`, as staff see them. */
export async function queuePage(
  { lists: db, actor, clock }: Pick<TicketDependencies, 'lists' | 'actor' | 'clock'>,
  query: DeskTicketQuery,
): Promise<Page<DeskTicket>> {
  const { limit: _limit, cursor: _cursor, count: _count, ...asked } = query
  const words = isSearch(query) ? query.q : undefined
  const order = queueOrderOf(query.sort ?? '-lastActivityAt')
  const filters = await queueFilters(db, asked, actor, clock())
  const view = viewFor(actor)
  const page = await readPage<QueuedTicket, KeysetPosition>(query, {
    name: 'desk.tickets',
    position: order.position,
    positionOf: (ticket) => positionIn(order, ticket),
    listAfter: (position, limit) => {
      const slice = { filters, order, position, limit, now: clock() }
      return words === undefined ? listQueue(db, slice) : searchQueue(db, slice, words)
    },
    count: () => (words === undefined ? countQueue(db, filters) : countFound(db, filters, words)),
  })
  return { ...page, items: page.items.map(view) }
}

function positionIn(
  { isByPriority }: QueueOrder,
  { priority, sortedBy, ticketId }: Pick<QueuedTicket, 'ticketId' | 'sortedBy'> & { priority: TicketPriority },
): KeysetPosition {
  return isByPriority ? [priority, sortedBy, ticketId] : [sortedBy, ticketId]
}

import { isSearch, type Page, type Ticket, type TicketQuery, type TicketSort } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { KeysetPosition } from '../platform/paging/cursor.ts'
import { readPage } from '../platform/paging/page.ts'
import { changeHorizon } from './change-horizon.ts'
import type { ListedTicket } from './listed-tickets.ts'
import type { TicketFilters } from './ticket-filters.ts'
import { isByColumn, orderOf, type TicketOrder } from './ticket-order.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { countFoundTickets, searchTickets } from './ticket-search.ts'
import { countTickets, listTickets } from './tickets.list.ts'

/** Returns one page of the tickets in the scope that match `query`. */
export async function ticketPage(db: Kysely<Database>, query: TicketQuery, scope: TicketScope): Promise<Page<Ticket>> {
  const words = isSearch(query) ? query.q : undefined
  const order = orderOf(sortOf(query.sort, words))
  const filters = await filtersOf(db, query)
  return readPage<ListedTicket, KeysetPosition>(query, {
    name: 'tickets',
    position: order.position,
    positionOf: (ticket) => positionIn(order, ticket),
    listAfter: (position, limit) => {
      const slice = { scope, filters, position, limit }
      if (words !== undefined) return searchTickets(db, { ...slice, order }, words)
      if (isByColumn(order)) return listTickets(db, { ...slice, order })
      throw new Error('Only a search can be sorted by relevance')
    },
    count: () =>
      words === undefined ? countTickets(db, scope, filters) : countFoundTickets(db, scope, filters, words),
  })
}

/** The order of the list. Without search words, tickets have no relevance, so the newest are first instead. */
function sortOf(sort: TicketSort | undefined, words: string | undefined): TicketSort {
  if (words !== undefined) return sort ?? '-ticketId'
  return sort === 'relevance' ? '-ticketId' : (sort ?? 'ticketId')
}

async function filtersOf(
  db: Kysely<Database>,
  { limit: _limit, cursor: _cursor, count: _count, sort: _sort, q: _q, updatedSince, ...filters }: TicketQuery,
): Promise<TicketFilters> {
  if (updatedSince === undefined) return filters
  return { ...filters, changedIn: await changeHorizon(db, updatedSince) }
}

function positionIn({ key }: TicketOrder, { ticketId, sortedBy, newestId }: ListedTicket): KeysetPosition {
  if (key === 'ticket_id') return [ticketId]
  return key === 'relevance' ? [sortedBy!, ticketId, newestId!] : [sortedBy!, ticketId]
}

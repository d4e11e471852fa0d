import { isSearch, type Page, type Ticket, type TicketQuery, type TicketSort } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { Edge } from '../platform/paging/cursor.ts'
import { readPage } from '../platform/paging/page.ts'
import { changeHorizon } from './change-horizon.ts'
import type { TicketFilters } from './ticket-filters.ts'
import { orderOf, type TicketOrder } from './ticket-order.ts'
import { countTickets, type FoundTicket, listFoundTickets } from './tickets.finder.ts'
import type { TicketScope } from './ticket-scope.ts'
import { listShortTickets } from './tickets.repository.ts'

/** One page of the tickets that meet `query`; where `ownerId` is given, of that user's and of nobody else's. */
export async function ticketPage(db: Kysely<Database>, query: TicketQuery, scope: TicketScope): Promise<Page<Ticket>> {
  const ownerId = scope.kind === 'own' ? (scope.userId ?? 0) : undefined
  const words = isSearch(query) ? query.q : undefined
  const order = orderOf(sortOf(query.sort, words))
  const filters = await filtersOf(db, query, ownerId)
  const listAfter = async (edge: Edge | undefined, limit: number) => {
    const rows = isEverything(query) && (await listShortTickets(db, ownerId, Number(edge?.[0] ?? 0), limit))
    return rows ? { rows, isCut: false } : listFoundTickets(db, { filters, words, order, edge, limit })
  }
  const { items, ...page } = await readPage<FoundTicket, Edge>(query, {
    name: 'tickets',
    edge: order.edge,
    edgeOf: (ticket) => edgeAt(order, ticket),
    listAfter,
    count: () => countTickets(db, filters, words),
  })
  return { ...page, items: items.map(({ json }) => JSON.parse(json) as Ticket) }
}

/** Relevance of what was searched for; an empty search box leaves nothing to be relevant to. */
function sortOf(sort: TicketSort | undefined, words: string | undefined): TicketSort {
  if (words !== undefined) return sort ?? '-ticketId'
  return sort === 'relevance' ? '-ticketId' : (sort ?? 'ticketId')
}

async function filtersOf(
  db: Kysely<Database>,
  { limit: _limit, cursor: _cursor, count: _count, sort: _sort, q: _q, updatedSince, ...filters }: TicketQuery,
  ownerId: number | undefined,
): Promise<TicketFilters> {
  return {
    ...filters,
    ownerId,
    ...(updatedSince !== undefined && { changedIn: await changeHorizon(db, updatedSince) }),
  }
}

/** Without a filter or another sort it is the documented list: a statement of its own, but for long messages. */
function isEverything({ limit: _limit, cursor: _cursor, count: _count, sort, ...rest }: TicketQuery): boolean {
  return (sort ?? 'ticketId') === 'ticketId' && Object.values(rest).every((value) => value === undefined)
}

function edgeAt({ key }: TicketOrder, { json, sortedBy, anchor }: FoundTicket): Edge {
  const ticketId = (JSON.parse(json) as Ticket).ticketId
  if (key === 'ticket_id') return [ticketId]
  return key === 'relevance' ? [sortedBy!, ticketId, anchor!] : [sortedBy!, ticketId]
}

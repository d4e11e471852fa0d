import type { Ticket, TicketQuery } from '@kinconecta/support-client'
import type { InfiniteData } from '@tanstack/react-query'
import { queryClient } from '../app/query-client.ts'
import { queries } from '../app/support.ts'

type Query = Omit<TicketQuery, 'cursor'>
type Pages = InfiniteData<{ items: Ticket[]; nextCursor: string | null }, string | undefined>

const KEPT_MS = 30 * 60_000

/** The list that is read page by page. It is read anew only when the user asks for it, so that no row moves. */
export function queueOptions(query: Query) {
  return {
    ...queries.tickets.list.infiniteQueryOptions(query),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  }
}

/** Shows the tickets as they are now, each in its place, whether it still matches the query or not. */
export function replaceTickets(query: Query, tickets: readonly Ticket[]): void {
  const byId = new Map(tickets.map((ticket) => [ticket.ticketId, ticket]))
  queryClient.setQueryData<Pages>(queueOptions(query).queryKey, (data) => {
    if (!data) return data
    const pages = data.pages.map(({ items, ...page }) => ({
      ...page,
      items: items.map((ticket) => byId.get(ticket.ticketId) ?? ticket),
    }))
    return { ...data, pages }
  })
}

/** Reads the list anew, from its beginning. */
export async function readAnew(query: Query): Promise<void> {
  const { queryKey } = queueOptions(query)
  queryClient.setQueryData<Pages>(
    queryKey,
    (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
  )
  await queryClient.refetchQueries({ queryKey, exact: true })
}

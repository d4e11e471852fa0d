import type { DeskTicket } from '@kinconecta/support-client'
import type { InfiniteData } from '@tanstack/react-query'
import { queryClient } from '../app/query-client.ts'
import { queries } from '../app/support.ts'
import type { QueueQuery } from './queue-search.ts'

type Pages = InfiniteData<{ items: DeskTicket[]; nextCursor: string | null }, string | undefined>

const KEPT_MS = 30 * 60_000

/** The list that is read page by page. It is read anew only when the user asks for it, so that no row moves. */
export function queueOptions(query: QueueQuery) {
  return {
    ...queries.desk.tickets.list.infiniteQueryOptions(query),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  }
}

/** Shows the tickets as they are now, each in its place, whether it still matches the query or not. */
export function replaceTickets(query: QueueQuery, tickets: readonly DeskTicket[]): void {
  const byId = new Map(tickets.map((ticket) => [ticket.ticketId, ticket]))
  queryClient.setQueryData<Pages>(queueOptions(query).queryKey, (data) => {
    if (!data) return data
    const pages = data.pages.map((page) =>
      page.items.some(({ ticketId }) => byId.has(ticketId))
        ? { ...page, items: page.items.map((ticket) => byId.get(ticket.ticketId) ?? ticket) }
        : page,
    )
    return { ...data, pages }
  })
}

/** Reads the list anew, from its beginning. */
export async function readAnew(query: QueueQuery): Promise<void> {
  const { queryKey } = queueOptions(query)
  queryClient.setQueryData<Pages>(
    queryKey,
    (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
  )
  await queryClient.refetchQueries({ queryKey, exact: true })
}

/** The tickets of the list that were read so far, in its order. */
export function readTickets(query: QueueQuery): readonly DeskTicket[] {
  return queryClient.getQueryData<Pages>(queueOptions(query).queryKey)?.pages.flatMap(({ items }) => items) ?? []
}

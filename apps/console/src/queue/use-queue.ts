import type { Ticket } from '@kinconecta/support-client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { queueOptions } from './queue-cache.ts'
import { type QueueSearch, queueQuery } from './queue-search.ts'
import { useQueueChanges } from './use-queue-changes.ts'

/** The tickets of the queue, and what has changed since they were read. */
export function useQueue(search: QueueSearch) {
  const { q, status, category, sort } = search
  const query = useMemo(() => queueQuery({ q, status, category, sort }), [q, status, category, sort])
  const list = useInfiniteQuery(queueOptions(query))
  const tickets = useMemo(() => uniqueTickets(list.data?.pages ?? []), [list.data])
  return { ...list, tickets, ...useQueueChanges(query, tickets) }
}

/** A ticket that moved from one page to another while the list was read is in both. */
function uniqueTickets(pages: readonly { items: Ticket[] }[]): Ticket[] {
  const byId = new Map(pages.flatMap(({ items }) => items.map((ticket) => [ticket.ticketId, ticket] as const)))
  return [...byId.values()]
}

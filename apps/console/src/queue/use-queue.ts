import type { DeskTicket } from '@kinconecta/support-client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { queueOptions } from './queue-cache.ts'
import { queueQuery, type QueueSearch } from './queue-search.ts'
import { useQueueChanges } from './use-queue-changes.ts'

/** The tickets of the queue, and what has changed since they were read. The filters must not change. */
export function useQueue(search: QueueSearch) {
  const [query] = useState(() => queueQuery(search))
  const list = useInfiniteQuery(queueOptions(query))
  const tickets = useMemo(() => uniqueTickets(list.data?.pages ?? []), [list.data])
  return { ...list, query, tickets, ...useQueueChanges(query, tickets) }
}

/** A ticket that moved from one page to another while the list was read is in both. */
function uniqueTickets(pages: readonly { items: DeskTicket[] }[]): DeskTicket[] {
  const byId = new Map(pages.flatMap(({ items }) => items.map((ticket) => [ticket.ticketId, ticket] as const)))
  return [...byId.values()]
}

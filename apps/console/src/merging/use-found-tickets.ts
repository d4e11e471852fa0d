import type { DeskTicket, DeskTicketQuery } from '@kinconecta/support-client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { queries } from '../app/support.ts'

const SEARCH_AFTER_MS = 300
const OWN = 5
const MAX = 10

/**
 * The tickets that somebody may mean who looks for another ticket than this one: those of the same requester first.
 * Without words, those; with a number, the ticket with this number.
 */
export function useFoundTickets({ ticketId, userId, email }: DeskTicket, typed: string) {
  const words = useWhenPaused(typed.trim())
  const requester = userId === null ? { email } : { userId }
  const isSearch = words !== ''
  const own = useTickets(isSearch ? { ...requester, ...filterOf(words), limit: OWN } : { ...requester, limit: MAX })
  const all = useTickets({ ...filterOf(words), limit: MAX }, isSearch)
  const found = [...(own.data?.items ?? []), ...(isSearch ? (all.data?.items ?? []) : [])]
  const isFetching = own.isFetching || all.isFetching
  return {
    tickets: [...new Map(found.map((ticket) => [ticket.ticketId, ticket])).values()].filter(
      (ticket) => ticket.ticketId !== ticketId,
    ),
    /** Whether the tickets are not those of what is typed yet. */
    isSearching: isFetching || words !== typed.trim(),
    error: own.error ?? all.error,
  }
}

function useTickets(query: DeskTicketQuery, enabled = true) {
  return useQuery({
    ...queries.desk.tickets.list.queryOptions(query),
    enabled,
    retry: false,
    placeholderData: keepPreviousData,
  })
}

function filterOf(words: string): DeskTicketQuery {
  const number = Number(/^#?\s*(\d{1,15})$/.exec(words)?.[1])
  return number > 0 ? { ticketIdFrom: number, ticketIdTo: number } : { q: words }
}

/** A text after the user has paused. */
function useWhenPaused(typed: string): string {
  const [paused, setPaused] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(typed), SEARCH_AFTER_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return paused
}

import type { SupportEvent, Ticket, TicketQuery } from '@kinconecta/support-client'
import { useEffect, useEffectEvent, useState } from 'react'
import { support } from '../app/support.ts'
import { useLive } from '../live/use-live.ts'
import { readAnew, replaceTickets } from './queue-cache.ts'

type Query = Omit<TicketQuery, 'cursor'>

const GATHER_MS = 400
const MAX_READ_ONE_BY_ONE = 30

/**
 * What has changed since the list was read. Rows are updated in their places; tickets that are not in the list are
 * counted, and shown when the user asks for them.
 */
export function useQueueChanges(query: Query, tickets: readonly Ticket[]) {
  const [freshIds, setFreshIds] = useState<ReadonlySet<number>>(new Set())
  const [deletedIds, setDeletedIds] = useState<ReadonlySet<number>>(new Set())
  const [changedIds, setChangedIds] = useState<ReadonlySet<number>>(new Set())
  const [isProbeDue, setProbeDue] = useState(false)

  useLive((message) => {
    if (message.kind === 'missed') return setProbeDue(true)
    const { type, ticketId } = message.event
    const isListed = tickets.some((ticket) => ticket.ticketId === ticketId)
    if (type === 'ticket.deleted') return isListed && setDeletedIds((ids) => new Set([...ids, ticketId]))
    if (isListed) return setChangedIds((ids) => new Set([...ids, ticketId]))
    if (isAscending(query)) return isNewMatch(message.event, query) && setFreshIds((ids) => new Set([...ids, ticketId]))
    return setProbeDue(true)
  })

  const probe = useEffectEvent(async () => {
    const { items } = await support.tickets.list(query)
    const listed = new Set(tickets.map(({ ticketId }) => ticketId))
    replaceTickets(query, items)
    if (!isAscending(query)) setFreshIds(new Set(items.map(({ ticketId }) => ticketId).filter((id) => !listed.has(id))))
  })
  useEffect(() => {
    if (!isProbeDue) return
    const timer = setTimeout(() => {
      setProbeDue(false)
      void probe().catch(() => {}) // the next event, or the return of the connection, tries again
    }, GATHER_MS)
    return () => clearTimeout(timer)
  }, [isProbeDue])

  useEffect(() => {
    if (changedIds.size === 0) return
    const timer = setTimeout(() => {
      setChangedIds(new Set())
      if (changedIds.size > MAX_READ_ONE_BY_ONE) setProbeDue(true)
      else void readTickets(changedIds).then((read) => replaceTickets(query, read))
    }, GATHER_MS)
    return () => clearTimeout(timer)
  }, [changedIds, query])

  const showFresh = async () => {
    setFreshIds(new Set())
    setDeletedIds(new Set())
    await readAnew(query)
  }
  return { freshCount: freshIds.size, deletedIds, showFresh }
}

/** Whether new tickets come at the end. */
function isAscending({ sort }: Query): boolean {
  return sort === 'createdAt' || sort === 'updatedAt'
}

/** Only for queries without words, which have the orders that ascend. */
function isNewMatch(event: SupportEvent, { status, category }: Query): boolean {
  if (event.type !== 'ticket.created') return false
  return (status?.includes(event.data.status) ?? true) && (category?.includes(event.data.category) ?? true)
}

/** The tickets that can still be read. The client sends up to ten of the reads as one request. */
async function readTickets(ids: ReadonlySet<number>): Promise<Ticket[]> {
  const results = await Promise.all([...ids].map((id) => support.tickets.get({ id }).result()))
  return results.flatMap((result) => (result.ok ? [result.data] : []))
}

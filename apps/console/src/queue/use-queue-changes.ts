import type { DeskTicket } from '@kinconecta/support-client'
import { useEffect, useEffectEvent, useMemo, useState } from 'react'
import { support } from '../app/support.ts'
import { useLive } from '../live/use-live.ts'
import { readAnew, replaceTickets } from './queue-cache.ts'
import { isAscending, type QueueQuery } from './queue-search.ts'

const GATHER_MS = 400
const MAX_READ_ONE_BY_ONE = 30

type Ids = ReadonlySet<number>
const NONE: Ids = new Set()
const union = (ids: Ids, more: Iterable<number>): Ids => new Set([...ids, ...more])

/**
 * What has changed since the list was read. Rows are updated in their places; tickets that are not in the list are
 * counted, and shown when the user asks for them.
 */
export function useQueueChanges(query: QueueQuery, tickets: readonly DeskTicket[]) {
  const [freshIds, setFreshIds] = useState(NONE)
  const [deletedIds, setDeletedIds] = useState(NONE)
  const [leftIds, setLeftIds] = useState(NONE)
  const [changedIds, setChangedIds] = useState(NONE)
  const [isProbeDue, setProbeDue] = useState(false)

  useLive((message) => {
    if (message.kind === 'missed') return setProbeDue(true)
    const { type, ticketId } = message.event
    const isListed = tickets.some((ticket) => ticket.ticketId === ticketId)
    if (type === 'ticket.deleted') return isListed && setDeletedIds((ids) => union(ids, [ticketId]))
    if (isListed || (isAscending(query) && type === 'ticket.created')) {
      return setChangedIds((ids) => union(ids, [ticketId]))
    }
    return isAscending(query) || setProbeDue(true)
  })

  const probe = useEffectEvent(async () => {
    const { fresh, missing } = await readFirstPage(query, tickets)
    setChangedIds((ids) => union(ids, missing))
    if (!isAscending(query)) setFreshIds(new Set(fresh))
  })
  useSoon(isProbeDue, () => {
    setProbeDue(false)
    void probe().catch(() => {}) // the next event, or the return of the connection, tries again
  })

  const look = useEffectEvent(async (ids: Ids) => {
    const { matching, others } = await readChanged(query, [...ids])
    const listed = new Set(idsOf(tickets))
    replaceTickets(query, [...matching, ...others])
    setLeftIds((left) => {
      const matchingIds = new Set(idsOf(matching))
      const nowLeft = idsOf(others).filter((id) => listed.has(id))
      return new Set([...left, ...nowLeft].filter((id) => !matchingIds.has(id)))
    })
    setFreshIds((fresh) =>
      union(
        fresh,
        idsOf(matching).filter((id) => !listed.has(id)),
      ),
    )
  })
  useSoon(changedIds.size > 0, () => {
    setChangedIds(NONE)
    if (changedIds.size > MAX_READ_ONE_BY_ONE) setProbeDue(true)
    else void look(changedIds).catch(() => {})
  })

  const showFresh = async () => {
    setFreshIds(NONE)
    setDeletedIds(NONE)
    setLeftIds(NONE)
    await readAnew(query)
  }
  return { freshCount: useCountOfUnlisted(freshIds, tickets), deletedIds, leftIds, showFresh }
}

/** How many are not in the list. A read that began before the list was read anew may report what the list has by now. */
function useCountOfUnlisted(ids: Ids, tickets: readonly DeskTicket[]): number {
  return useMemo(() => {
    const listed = new Set(idsOf(tickets))
    return [...ids].filter((id) => !listed.has(id)).length
  }, [ids, tickets])
}

/** Runs something shortly after it has become due, so that what happens together is read together. */
function useSoon(isDue: boolean, run: () => void): void {
  const runNow = useEffectEvent(run)
  useEffect(() => {
    if (!isDue) return
    const timer = setTimeout(() => runNow(), GATHER_MS)
    return () => clearTimeout(timer)
  }, [isDue])
}

/**
 * Shows the tickets of the first page as they are now. Returns those that are new on it, and those that were on it and
 * have moved or do not match any more.
 */
async function readFirstPage(query: QueueQuery, tickets: readonly DeskTicket[]) {
  const { items } = await support.desk.tickets.list(query)
  replaceTickets(query, items)
  const listed = new Set(idsOf(tickets))
  const found = new Set(idsOf(items))
  const missing = idsOf(tickets.slice(0, items.length)).filter((id) => !found.has(id))
  // After a ticket has left, one that was below the page is at its end: it is not new.
  const lastListed = items.findLastIndex(({ ticketId }) => listed.has(ticketId))
  const isFull = tickets.length >= items.length && lastListed >= 0
  const fresh = idsOf(isFull ? items.slice(0, lastListed) : items).filter((id) => !listed.has(id))
  return { fresh, missing: missing.slice(0, MAX_READ_ONE_BY_ONE) }
}

/** The tickets as they are now: those that match the query, and those that do not. Deleted ones are in neither. */
async function readChanged(query: QueueQuery, ids: readonly number[]) {
  // The client sends up to ten of the reads as one request.
  const found = await Promise.all(ids.map((id) => readIfMatching(query, id)))
  const matching = found.flatMap((ticket) => ticket ?? [])
  const matchingIds = new Set(idsOf(matching))
  const missing = ids.filter((id) => !matchingIds.has(id))
  const others = await Promise.all(missing.map((id) => support.desk.tickets.get({ id }).catch(() => [])))
  return { matching, others: others.flat() }
}

async function readIfMatching(query: QueueQuery, id: number): Promise<DeskTicket | undefined> {
  const { ticketIdFrom = 1, ticketIdTo = id } = query
  if (id < ticketIdFrom || id > ticketIdTo) return undefined
  const { items } = await support.desk.tickets.list({ ...query, ticketIdFrom: id, ticketIdTo: id, limit: 1 })
  return items[0]
}

function idsOf(tickets: readonly DeskTicket[]): number[] {
  return tickets.map(({ ticketId }) => ticketId)
}

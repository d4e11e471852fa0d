import {
  type DeskTicket,
  type DeskTicketQuery,
  isSearch,
  type Ticket,
  TicketPriority,
} from '@kinconecta/support-contracts'
import { AGENT } from './caller.ts'
import { ticketViews } from './desk-ticket-view.ts'
import { isOneOf, matchesFilters, refuseFuture } from './find.ts'
import { isFound, searchFor } from './search.ts'
import type { Contents } from './services.ts'
import type { List } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

const NEVER = '9999-12-31T23:59:59'

/** Returns the filter and the order of a query of the queue. */
export function queueList(contents: Contents, query: DeskTicketQuery, now: () => string): List<Ticket> {
  refuseFuture(query, now())
  const { tickets, desk } = contents
  const { view } = ticketViews(contents, now)
  const viewOf = ({ ticketId }: Ticket) => view(tickets.get(ticketId))
  const search = isSearch(query) ? searchFor(query.q!) : undefined
  const { sort = '-lastActivityAt' } = query
  const isByPriority = sort.endsWith('priority')
  return {
    isListed: (stored) =>
      matchesFilters(query, stored) &&
      matchesDesk(query, viewOf(stored.row), contents) &&
      (query.isUnread === undefined || query.isUnread === desk.isUnread(stored.row)) &&
      (!search || search.finds(stored.row) || isInMessages(contents, query.q!, stored.row)),
    positionOf: ({ row }) => {
      const { priority, lastActivityAt, dueAt } = viewOf(row)
      if (isByPriority) return [-TicketPriority.options.indexOf(priority), lastActivityAt, row.ticketId]
      if (sort.endsWith('dueAt')) return [dueAt ?? NEVER, row.ticketId]
      return [sort.endsWith('createdAt') ? row.createdAt : lastActivityAt, row.ticketId]
    },
    // `-priority` has the most urgent first, and of those the oldest activity.
    isDescending: isByPriority ? sort === 'priority' : sort.startsWith('-'),
  }
}

function matchesDesk(query: DeskTicketQuery, state: DeskTicket, { people }: Contents): boolean {
  const { assigneeId, teamId, hasTeam } = query
  const assignee = assigneeId === 'me' ? AGENT : assigneeId
  const ids = query.tags?.map((name) => people.findTagId(name)).filter((id) => id !== undefined)
  const tags = ids && people.tagNamesOf(ids)
  return (
    (assignee === undefined || (state.assigneeId ?? 'none') === assignee) &&
    (teamId === undefined || state.teamId === teamId) &&
    (hasTeam === undefined || (state.teamId !== null) === hasTeam) &&
    isOneOf(query.priority, state.priority) &&
    isOneOf(query.waitingOn, state.waitingOn) &&
    (query.dueBefore === undefined || (state.dueAt !== null && state.dueAt < wireTimestamp(query.dueBefore))) &&
    (query.isBreached === undefined || query.isBreached === (state.breachedAt !== null)) &&
    (query.isSnoozed === undefined || query.isSnoozed === state.isSnoozed) &&
    (tags === undefined || state.tags.some((name) => tags.includes(name)))
  )
}

/** Whether one message or note that was sent has the words of a search. */
function isInMessages({ conversations }: Contents, q: string, { ticketId }: Ticket): boolean {
  return conversations.list(ticketId).some(({ body, sendAt }) => sendAt === null && isFound(q, body))
}

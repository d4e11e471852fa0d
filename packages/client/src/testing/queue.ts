import { type DeskTicketQuery, isSearch, type Ticket, TicketPriority } from '@kinconecta/support-contracts'
import type { DeskState, DeskStates } from './desk-state.ts'
import { isOneOf, matchesFilters, refuseFuture } from './find.ts'
import { searchFor } from './search.ts'
import type { List } from './store.ts'

/** The id of the agent who calls a fake service, which is the id in a service without tokens. */
export const AGENT = 'anyone'

/** Returns the filter and the order of a query of the queue. */
export function queueList(query: DeskTicketQuery, desk: DeskStates, now: string): List<Ticket> {
  refuseFuture(query, now)
  const search = isSearch(query) ? searchFor(query.q!) : undefined
  const { sort = '-lastActivityAt' } = query
  const isByPriority = sort.endsWith('priority')
  return {
    isListed: (stored) =>
      matchesFilters(query, stored) &&
      matchesDesk(query, desk.get(stored.row)) &&
      (query.isUnread === undefined || query.isUnread === desk.isUnread(stored.row)) &&
      (search?.finds(stored.row) ?? true),
    positionOf: ({ row }) => {
      const { priority, lastActivityAt } = desk.get(row)
      if (isByPriority) return [-TicketPriority.options.indexOf(priority), lastActivityAt, row.ticketId]
      return [sort.endsWith('createdAt') ? row.createdAt : lastActivityAt, row.ticketId]
    },
    // `-priority` has the most urgent first, and of those the oldest activity.
    isDescending: isByPriority ? sort === 'priority' : sort.startsWith('-'),
  }
}

function matchesDesk(query: DeskTicketQuery, state: DeskState & { tags?: readonly string[] }): boolean {
  const { assigneeId, teamId, hasTeam } = query
  const assignee = assigneeId === 'me' ? AGENT : assigneeId
  const tags = query.tags?.map((name) => name.toLowerCase())
  return (
    (assignee === undefined || (state.assigneeId ?? 'none') === assignee) &&
    (teamId === undefined || state.teamId === teamId) &&
    (hasTeam === undefined || (state.teamId !== null) === hasTeam) &&
    isOneOf(query.priority, state.priority) &&
    isOneOf(query.waitingOn, state.waitingOn) &&
    (query.isSnoozed === undefined || query.isSnoozed === state.isSnoozed) &&
    (tags === undefined || (state.tags ?? []).some((name) => tags.includes(name.toLowerCase())))
  )
}

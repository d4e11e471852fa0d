import {
  agentIdOf,
  type DeskTicket,
  deskChanges,
  type DeskTicketService,
  differing,
  followChange,
  refuseDuplicateOf,
  releaseChange,
  type RequesterService,
  snoozeChange,
  takeChange,
  transitionChange,
  unfollowChange,
  UNSNOOZED,
  updateChange,
  type VersionedRef,
  type WorkflowFields,
} from '@kinconecta/support-contracts'
import { isOpen } from './desk-people.ts'
import { mergeService } from './merging.ts'
import { queueList } from './queue.ts'
import { ANYONE } from './caller.ts'
import { type StoredTicket, ticketViews } from './desk-ticket-view.ts'
import type { Contents } from './services.ts'
import { refuseVersion } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

const ME = agentIdOf(ANYONE)!
const NEWEST = 20

/** The rules of `desk.tickets.*` in memory. */
export function deskTicketService(contents: Contents, now: () => string): DeskTicketService {
  const { tickets, desk, people, log } = contents
  const { read, view } = ticketViews(contents, now)

  const change = async (
    { id, ifVersion }: VersionedRef,
    changeOf: (ticket: StoredTicket) => Partial<WorkflowFields>,
  ): Promise<DeskTicket> => {
    const ticket = tickets.get(id)
    const before = read(ticket)
    refuseVersion(`Support ticket ${id}`, before.version, ifVersion)
    const { status, ...others } = differing(before, changeOf(before))
    if (status === undefined && Object.keys(others).length === 0) return view(ticket)
    const updated = status ? tickets.update(id, undefined, { status, updatedAt: wireTimestamp(now()) }) : ticket
    desk.change(updated, inWireForm(others))
    for (const each of deskChanges(before, read(updated))) log.record(each)
    return view(updated)
  }

  return {
    ...mergeService(contents, now),
    get: async ({ id }) => view(tickets.get(id)),
    list: async (query) => {
      const page = tickets.list(query, queueList(contents, query, now))
      return { ...page, items: page.items.map(({ ticketId }) => view(tickets.get(ticketId))) }
    },
    timeline: async ({ id, ...page }) => log.list({ ...page, ticketId: tickets.get(id).ticketId }),
    markRead: async ({ id }) => ({ ticketId: tickets.get(id).ticketId, readAt: desk.markRead(id) }),
    update: ({ tags, ...input }) =>
      change(input, (ticket) => updateChange(ticket, { ...input, tagIds: tags && people.tagIdsOf(tags) })),
    transition: ({ transition, ...ref }) =>
      change(ref, (ticket) => {
        const fields = transitionChange(ticket, transition, ANYONE.kind, wireTimestamp(now()))
        if (transition.name === 'close_as_duplicate') refuseDuplicateOf(read(tickets.get(transition.duplicateOf)))
        return fields
      }),
    assign: (input) => change(input, (ticket) => assignmentOf(contents, ticket, input)),
    take: ({ force, ...ref }) => change(ref, (ticket) => takeChange(ticket, ME, force)),
    release: (ref) => change(ref, (ticket) => releaseChange(ticket, ME)),
    snooze: ({ until, ...ref }) => change(ref, (ticket) => snoozeChange(ticket, until, now())),
    unsnooze: (ref) => change(ref, () => UNSNOOZED),
    follow: (ref) => change(ref, (ticket) => followChange(ticket, ME)),
    unfollow: (ref) => change(ref, (ticket) => unfollowChange(ticket, ME)),
  }
}

/** The rules of `desk.requesters.*` in memory. */
export function requesterService(contents: Contents, now: () => string): RequesterService {
  const { tickets } = contents
  const { view } = ticketViews(contents, now)
  return {
    async get({ userId, email }) {
      const own = tickets
        .all()
        .filter((ticket) => (email === undefined ? ticket.userId === userId : isSame(ticket.email, email)))
      const counts = { OPEN: 0, IN_PROGRESS: 0, RESOLVED: 0, CLOSED: 0 }
      for (const { status } of own) counts[status]++
      const newest = own.toReversed().slice(0, NEWEST)
      const lastContactAt =
        own
          .map(({ createdAt }) => createdAt)
          .toSorted()
          .at(-1) ?? null
      return { tickets: newest.map(({ ticketId }) => view(tickets.get(ticketId))), counts, lastContactAt }
    },
  }
}

/** The agent and the team of a ticket after an assignment. If it is only tried, the turns in the team stay. */
export function assignmentOf(
  { people, tickets, desk }: Contents,
  ticket: StoredTicket,
  { agentId, teamId }: { agentId?: string | null | undefined; teamId?: number | null | undefined },
  isTried = false,
): Partial<WorkflowFields> {
  const assigneeId = agentId === undefined ? ticket.assigneeId : agentId
  if (agentId) people.refuseDisabled(agentId)
  if (!teamId) return { assigneeId, teamId: teamId === undefined ? ticket.teamId : null }
  const openTicketsOf = (member: string) =>
    tickets.all().filter((each) => isOpen(each) && desk.get(each).assigneeId === member).length
  const team = people.getTeam(teamId)
  return { assigneeId: assigneeId ?? people.chooseMember(teamId, openTicketsOf, team, isTried), teamId }
}

/** Fields with the times that the service sends. */
export function inWireForm(fields: Partial<WorkflowFields>): Partial<WorkflowFields> {
  return fields.snoozedUntil ? { ...fields, snoozedUntil: wireTimestamp(fields.snoozedUntil) } : fields
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

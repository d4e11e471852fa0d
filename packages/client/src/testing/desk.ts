import {
  type Actor,
  agentIdOf,
  allowedTransitions,
  type DeskTicket,
  deskChanges,
  type DeskTicketService,
  differing,
  followChange,
  isStillSnoozed,
  refuseDuplicateOf,
  releaseChange,
  type RequesterService,
  snoozeChange,
  takeChange,
  type Ticket,
  transitionChange,
  unfollowChange,
  UNSNOOZED,
  updateChange,
  type VersionedRef,
  type WorkflowFields,
} from '@kinconecta/support-contracts'
import { isOpen } from './desk-people.ts'
import type { DeskState } from './desk-state.ts'
import type { Contents } from './services.ts'
import { refuseVersion, type Versioned } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

/** The caller of a fake service. */
export const ANYONE: Actor & { kind: 'admin' } = { kind: 'admin', id: 'anyone' }

const ME = agentIdOf(ANYONE)!
const NEWEST = 20

type StoredTicket = Ticket & DeskState & { publicVersion: number }

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
    get: async ({ id }) => view(tickets.get(id)),
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

function ticketViews({ desk, people }: Contents, now: () => string) {
  const read = (ticket: Versioned<Ticket>): StoredTicket => {
    const state = desk.get(ticket)
    return {
      ...ticket,
      ...state,
      publicVersion: ticket.version,
      teamId: people.hasTeam(state.teamId) ? state.teamId : null,
      tagIds: people.currentTagIds(state.tagIds),
      ...(!isStillSnoozed(state, now()) && UNSNOOZED),
    }
  }
  const view = (ticket: Versioned<Ticket>): Versioned<DeskTicket> => {
    const stored = read(ticket)
    const tags = people.tagNamesOf(stored.tagIds)
    return { ...stored, tags, allowedTransitions: allowedTransitions(stored.status, ANYONE.kind) }
  }
  return { read, view }
}

function assignmentOf(
  { people, tickets, desk }: Contents,
  ticket: StoredTicket,
  { agentId, teamId }: { agentId?: string | null | undefined; teamId?: number | null | undefined },
): Partial<WorkflowFields> {
  const assigneeId = agentId === undefined ? ticket.assigneeId : agentId
  if (agentId) people.refuseDisabled(agentId)
  if (!teamId) return { assigneeId, teamId: teamId === undefined ? ticket.teamId : null }
  const openTicketsOf = (member: string) =>
    tickets.all().filter((each) => isOpen(each) && desk.get(each).assigneeId === member).length
  return { assigneeId: assigneeId ?? people.chooseMember(teamId, openTicketsOf, people.getTeam(teamId)), teamId }
}

function inWireForm(fields: Partial<WorkflowFields>): Partial<WorkflowFields> {
  return fields.snoozedUntil ? { ...fields, snoozedUntil: wireTimestamp(fields.snoozedUntil) } : fields
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

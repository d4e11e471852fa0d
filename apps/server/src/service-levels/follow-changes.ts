import { type ChangeOf, type DeskTicket, timestampOf } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { RecordedChange } from '../events/change-record.ts'
import { insertEvents } from '../events/event-outbox.repository.ts'
import type { Database } from '../platform/database/tables.ts'
import { findPolicyOf, listClockedTickets, type LoadedTicket, updateClocks } from './clocks.repository.ts'
import { nextTargetOf } from './sla-target.ts'
import { type Clocks, clocksAfter, clocksAt, type Happened, needsPolicy, NOTHING_HAPPENED } from './ticket-clocks.ts'

/** What a ticket shows of its clocks. */
export type TicketDue = Pick<DeskTicket, 'nextTarget' | 'dueAt' | 'warnAt' | 'breachedAt'>

const SYSTEM = { kind: 'system', id: null } as const
const DONE: ReadonlySet<string> = new Set(['RESOLVED', 'CLOSED'])

/**
 * Makes the clocks of tickets follow changes of the same transaction, which has locked the tickets. Every path that
 * records changes calls it once. Records the warnings and breaches that had passed. Returns what the tickets now show.
 */
export async function followChanges(
  transaction: Kysely<Database>,
  changes: readonly RecordedChange[],
  now: string,
): Promise<Map<number, TicketDue>> {
  const happened = happenedTo(changes)
  const due = new Map<number, TicketDue>()
  if (happened.size === 0) return due
  const at = Date.parse(now)
  const idsOf = (isMeant: (what: Happened) => boolean) =>
    [...happened].filter(([, what]) => isMeant(what)).map(([ticketId]) => ticketId)
  const [unmergedId] = idsOf(({ isUnmerged }) => isUnmerged)
  const rematched = idsOf(({ isMatchedAnew }) => isMatchedAnew)
  for (const ticket of await listClockedTickets(
    transaction,
    idsOf(() => true),
    { rematched, unmergedId },
  )) {
    const what = happened.get(ticket.ticketId)!
    const policy = needsPolicy(what) ? await findPolicyOf(transaction, ticket.ticketId) : undefined
    const after = clocksAfter(ticket.clocks, ticket, what, policy, at)
    await storeClocks(transaction, ticket, after, now)
    due.set(ticket.ticketId, dueOf(after))
  }
  return due
}

/** Records the warnings and breaches of a ticket that have passed. The transaction must have locked the ticket. */
export async function followTime(transaction: Kysely<Database>, ids: number[], now: string): Promise<void> {
  for (const ticket of await listClockedTickets(transaction, ids)) {
    await storeClocks(transaction, ticket, clocksAt(ticket.clocks, Date.parse(now)), now)
  }
}

async function storeClocks(
  transaction: Kysely<Database>,
  ticket: LoadedTicket,
  after: Clocks,
  now: string,
): Promise<void> {
  await updateClocks(transaction, ticket, after)
  const passed = passedEvents(ticket, after)
  if (passed.length > 0) await insertEvents(transaction, passed, SYSTEM, now)
}

/** The warnings and breaches that are marked now, and were not before. */
function passedEvents({ ticketId, version, requesterId, clocks }: LoadedTicket, after: Clocks): RecordedChange[] {
  const before = new Map(clocks.targets.map((each) => [each.targetId, each]))
  return after.targets.flatMap((target) => {
    const earlier = target.targetId === undefined ? undefined : before.get(target.targetId)
    const data = { target: target.target, policyId: target.policyId, dueAt: timestampOf(target.dueAt) }
    const event = (type: 'ticket.sla_warning' | 'ticket.sla_breached') =>
      ({ type, ticketId, version, data, requesterId }) satisfies ChangeOf & { requesterId: number | null }
    return [
      ...(target.warnedAt !== null && (earlier?.warnedAt ?? null) === null ? [event('ticket.sla_warning')] : []),
      ...(target.breachedAt !== null && (earlier?.breachedAt ?? null) === null ? [event('ticket.sla_breached')] : []),
    ]
  })
}

/** What happened to each ticket whose clocks the changes concern. */
function happenedTo(changes: readonly RecordedChange[]): Map<number, Happened> {
  const tickets = new Map<number, Happened>()
  for (const change of changes) {
    const happened = happenedBy(change)
    if (!happened) continue
    tickets.set(change.ticketId, { ...(tickets.get(change.ticketId) ?? NOTHING_HAPPENED), ...happened })
  }
  for (const { type, ticketId, data } of changes) {
    // A merge brought a question, if the ticket now waits for staff.
    if (type === 'ticket.waiting_on_changed' && data.to === 'agent' && isMerge(changes, ticketId))
      tickets.set(ticketId, { ...tickets.get(ticketId)!, hasRequesterWritten: true })
  }
  return tickets
}

function isMerge(changes: readonly RecordedChange[], id: number): boolean {
  return changes.some(({ type, ticketId }) => type === 'ticket.merged' && ticketId === id)
}

/** What a change means for the clocks of its ticket; undefined if nothing. */
function happenedBy(change: RecordedChange): Partial<Happened> | undefined {
  switch (change.type) {
    case 'ticket.created':
      return { isCreated: true }
    case 'ticket.status_changed':
      return DONE.has(change.data.from) && !DONE.has(change.data.to) ? { isReopened: true } : {}
    case 'message.created':
      return change.data.authorKind === 'requester' ? { hasRequesterWritten: true } : { hasStaffReplied: true }
    case 'ticket.updated':
      return change.data.changedFields.some((field) => field === 'category' || field === 'roleContext')
        ? { isMatchedAnew: true }
        : undefined
    case 'ticket.priority_changed':
      return { isMatchedAnew: true }
    case 'ticket.merged':
      return change.ticketId === change.data.sourceTicketId ? { isMerged: true } : undefined
    case 'ticket.unmerged':
      return change.ticketId === change.data.sourceTicketId ? { isUnmerged: true } : undefined
    case 'ticket.waiting_on_changed':
    case 'ticket.snoozed':
    case 'ticket.unsnoozed':
      return {}
    default:
      return undefined
  }
}

function dueOf({ targets }: Clocks): TicketDue {
  const next = nextTargetOf(targets)
  const running = next && next.pausedAt === null ? next : undefined
  return {
    nextTarget: next?.target ?? null,
    dueAt: running ? timestampOf(running.dueAt) : null,
    warnAt: running && running.warnAt !== null ? timestampOf(running.warnAt) : null,
    breachedAt: next && next.breachedAt !== null ? timestampOf(next.breachedAt) : null,
  }
}

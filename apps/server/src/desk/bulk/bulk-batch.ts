import {
  type Actor,
  ChangedTicket,
  type ErrorCode,
  ERRORS,
  replacedFields,
  SupportError,
  undoChange,
  type WorkflowFields,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { RecordedChange } from '../../events/change-record.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/tables.ts'
import { versionMismatch } from '../../platform/version-mismatch.ts'
import { ticketNotFound } from '../../tickets/tickets.rules.ts'
import { agentNotFound, lockAgentForAssignment } from '../agents.repository.ts'
import { changeMaker } from '../change-set.ts'
import { type LockedTicket, lockDeskTickets, updateDeskTicket } from '../desk-tickets.repository.ts'
import { lockTeamForAssignment } from '../team-candidates.repository.ts'
import { teamNotFound } from '../teams.repository.ts'
import { withPastResolution } from './past-resolution.ts'
import { findReplaced, type LockedBulk, type TriedTicket } from './bulk-batch.repository.ts'

const MAX_DETAIL = 300

/** The results of a batch, and the events of what was changed. */
export interface Batch {
  results: TriedTicket[]
  events: RecordedChange[]
}

type ChangeTicket = (ticket: LockedTicket) => Promise<ChangedTicket<LockedTicket>>

/**
 * Changes tickets, one after the other, in this transaction. All are locked first, in the order of their ids, so that
 * two batches do not wait for each other. A ticket whose change is refused is not written.
 */
export async function changeBatch(
  transaction: Kysely<Database>,
  bulk: LockedBulk,
  ids: readonly number[],
  actor: Actor,
  clock: Clock,
): Promise<Batch> {
  const tickets = await lockDeskTickets(transaction, ids, clock())
  const changeTicket = bulk.changes
    ? changeMaker({ db: transaction, actor, clock }, bulk.changes)
    : await undoer(transaction, bulk.undoOf!, ids, clock)
  const batch: Batch = { results: [], events: [] }
  for (const id of ids) {
    batch.results.push(await tryTicket(transaction, bulk, tickets.get(id), id, changeTicket, batch.events, clock))
  }
  return batch
}

async function tryTicket(
  transaction: Kysely<Database>,
  { versions, undoOf }: LockedBulk,
  ticket: LockedTicket | undefined,
  ticketId: number,
  changeTicket: ChangeTicket,
  events: RecordedChange[],
  clock: Clock,
): Promise<TriedTicket> {
  try {
    if (!ticket) throw ticketNotFound(ticketId)
    const wanted = versions?.[ticketId]
    if (wanted !== undefined && wanted !== ticket.version)
      throw versionMismatch(`Support ticket ${ticketId}`, ticket.version, [wanted])
    const changed = await changeTicket(ticket)
    const isChanged = Object.keys(changed.fields).length > 0
    if (!isChanged) return { ticketId, outcome: 'unchanged', code: null, detail: null, replaced: null }
    const fields = undoOf === null ? changed.fields : await withPastResolution(transaction, ticketId, changed.fields)
    await updateDeskTicket(transaction, ticket, fields, clock())
    events.push(...changed.events.map((event) => ({ ...event, requesterId: ticket.userId })))
    const replaced = undoOf === null ? replacedFields(ticket, changed.ticket) : null
    return { ticketId, outcome: 'changed', code: null, detail: null, replaced }
  } catch (error) {
    if (!isRefusal(error)) throw error
    return failed(ticketId, error.code, error.message)
  }
}

/** The result of a ticket that was not changed. */
export function failed(ticketId: number, code: ErrorCode, detail: string): TriedTicket {
  return { ticketId, outcome: 'failed', code, detail: detail.slice(0, MAX_DETAIL), replaced: null }
}

/** Whether an error is about the ticket or the change, not about the database. */
function isRefusal(error: unknown): error is SupportError {
  return error instanceof SupportError && ERRORS[error.code].status < 500
}

/** Returns a function that restores what a bulk change has replaced on a ticket. */
async function undoer(
  transaction: Kysely<Database>,
  bulkId: number,
  ids: readonly number[],
  clock: Clock,
): Promise<ChangeTicket> {
  const replaced = await findReplaced(transaction, bulkId, ids)
  return async (ticket) => {
    const changed = new ChangedTicket(ticket)
    const fields = undoChange(ticket, replaced.get(ticket.ticketId)!, clock())
    await refuseUnavailable(transaction, ticket, fields)
    changed.make(fields)
    return changed
  }
}

/** Throws if a ticket would get back an agent who is disabled now, or a team that was deleted. */
async function refuseUnavailable(
  transaction: Kysely<Database>,
  ticket: LockedTicket,
  { assigneeId, teamId }: Partial<WorkflowFields>,
): Promise<void> {
  if (assigneeId && assigneeId !== ticket.assigneeId && !(await lockAgentForAssignment(transaction, assigneeId)))
    throw agentNotFound(assigneeId)
  if (teamId && teamId !== ticket.teamId && !(await lockTeamForAssignment(transaction, teamId, false)))
    throw teamNotFound(teamId)
}

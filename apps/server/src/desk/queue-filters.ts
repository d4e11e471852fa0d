import type { Actor, DeskTicketFilters, TicketPriority, WaitingOn } from '@kinconecta/support-contracts'
import { type ExpressionBuilder, type ExpressionWrapper, type Kysely, type SqlBool, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { changeHorizon } from '../tickets/change-horizon.ts'
import { isBreachedBy, isDueBefore } from '../service-levels/due-columns.ts'
import { matches, type TicketFilters } from '../tickets/ticket-filters.ts'
import { agentIdFor } from './current-agent.ts'
import { findTagIds } from './tag-names.ts'

/** Filters of the queue. All that are defined must match. */
export interface QueueFilters extends TicketFilters {
  /** Null: without an assignee. */
  assigneeId?: string | null | undefined
  teamId?: number | undefined
  hasTeam?: boolean | undefined
  priority?: TicketPriority[] | undefined
  /** Tickets with any of these tags. */
  tagIds?: number[] | undefined
  waitingOn?: WaitingOn[] | undefined
  isSnoozed?: boolean | undefined
  dueBefore?: string | undefined
  breached?: { isBreached: boolean; now: string } | undefined
  unread?: { isUnread: boolean; agentId: string } | undefined
}

/**
 * Returns the filters of a query. `now` is the time at which a target that is due counts as missed. Rejects with INVALID_INPUT if an API key
 * asks for what is its own as an agent.
 */
export async function queueFilters(
  db: Kysely<Database>,
  { assigneeId, tags, isUnread, isBreached, updatedSince, q: _q, sort: _sort, ...filters }: DeskTicketFilters,
  actor: Actor,
  now: string,
): Promise<QueueFilters> {
  return {
    ...filters,
    ...(assigneeId !== undefined && { assigneeId: assigneeOf(assigneeId, actor) }),
    ...(isUnread !== undefined && { unread: { isUnread, agentId: agentIdFor('isUnread', actor) } }),
    ...(isBreached !== undefined && { breached: { isBreached, now } }),
    ...(tags && { tagIds: await findTagIds(db, tags) }),
    ...(updatedSince !== undefined && { changedIn: await changeHorizon(db, updatedSince) }),
  }
}

function assigneeOf(assigneeId: string, actor: Actor): string | null {
  if (assigneeId === 'none') return null
  return assigneeId === 'me' ? agentIdFor('assigneeId=me', actor) : assigneeId
}

type Tickets = ExpressionBuilder<Database, 'support_tickets'>

/** The condition that a ticket meets the filters. */
export function isQueued(eb: Tickets, filters: QueueFilters): ExpressionWrapper<Database, 'support_tickets', SqlBool> {
  const {
    assigneeId,
    teamId,
    hasTeam,
    priority,
    tagIds,
    waitingOn,
    isSnoozed,
    dueBefore,
    breached,
    unread,
    ...others
  } = filters
  const oneOf = <Value>(values: Value[]) => eb.fn.any(eb.val(values))
  return eb.and([
    matches(eb, { kind: 'all' }, others),
    ...(assigneeId === undefined ? [] : [isAssignedTo(eb, assigneeId)]),
    ...(teamId === undefined ? [] : [eb('team_id', '=', teamId)]),
    ...(hasTeam === undefined ? [] : [eb('team_id', hasTeam ? 'is not' : 'is', null)]),
    ...(priority ? [eb('priority', '=', priority.length === 1 ? priority[0]! : oneOf(priority))] : []),
    // The index has only tickets with tags.
    ...(tagIds ? [eb('tag_ids', '<>', sql<number[]>`'{}'`), sql<SqlBool>`tag_ids && ${tagIds}::bigint[]`] : []),
    ...(waitingOn ? [eb('waiting_on', '=', oneOf(waitingOn))] : []),
    ...(isSnoozed === undefined ? [] : [eb('is_snoozed', '=', isSnoozed)]),
    ...(dueBefore === undefined ? [] : [isDueBefore(dueBefore)]),
    ...(breached ? [breached.isBreached ? isBreachedBy(breached.now) : eb.not(isBreachedBy(breached.now))] : []),
    ...(unread ? [unread.isUnread ? eb.not(isRead(eb, unread.agentId)) : isRead(eb, unread.agentId)] : []),
  ])
}

function isAssignedTo(eb: Tickets, assigneeId: string | null) {
  return assigneeId === null ? eb('assignee_id', 'is', null) : eb('assignee_id', '=', assigneeId)
}

/** Whether the agent has read the ticket since the requester's last message, or since its creation. */
function isRead(eb: Tickets, agentId: string) {
  const written = sql<string>`coalesce(last_requester_message_at, support_tickets.created_at)`
  return eb.exists(
    eb
      .selectFrom('ticket_reads')
      .select(sql.lit(1).as('one'))
      .whereRef('ticket_reads.ticket_id', '=', 'support_tickets.ticket_id')
      .where('ticket_reads.agent_id', '=', agentId)
      .where('ticket_reads.read_at', '>=', written),
  )
}

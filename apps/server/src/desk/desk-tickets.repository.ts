import type { DeskTicket } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { TICKET_COLUMNS } from '../tickets/tickets.repository.ts'

/** A ticket as staff see it, with its version for staff and the version that requesters see. */
export type VersionedDeskTicket = DeskTicket & { version: number; publicVersion: number }

/** The columns of a ticket as staff see it. */
export const DESK_TICKET_COLUMNS = [
  ...TICKET_COLUMNS.filter((column) => column !== 'version'),
  'version as publicVersion',
  'desk_version as version',
  'priority',
  'waiting_on as waitingOn',
  'assignee_id as assigneeId',
  'team_id as teamId',
  'resolution_code as resolutionCode',
  'duplicate_of as duplicateOf',
  'follow_up_of as followUpOf',
  'is_snoozed as isSnoozed',
  'snoozed_until as snoozedUntil',
  'first_responded_at as firstRespondedAt',
  'resolved_at as resolvedAt',
  'closed_at as closedAt',
] as const

/** When the last message was sent: the order of the queue. */
export const LAST_ACTIVITY = sql<string>`coalesce(last_message_at, support_tickets.created_at)`

/** Finds a ticket as staff see it. */
export async function findDeskTicket(db: Kysely<Database>, id: number): Promise<VersionedDeskTicket | undefined> {
  return db
    .selectFrom('support_tickets')
    .select(DESK_TICKET_COLUMNS)
    .select(LAST_ACTIVITY.as('lastActivityAt'))
    .where('ticket_id', '=', id)
    .executeTakeFirst()
}

/** Locks a ticket until this transaction ends, and returns it as staff see it. */
export async function lockDeskTicket(
  transaction: Kysely<Database>,
  id: number,
): Promise<VersionedDeskTicket | undefined> {
  return transaction
    .selectFrom('support_tickets')
    .select(DESK_TICKET_COLUMNS)
    .select(LAST_ACTIVITY.as('lastActivityAt'))
    .where('ticket_id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

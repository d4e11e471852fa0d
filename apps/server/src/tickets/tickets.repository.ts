import {
  statusEffects,
  type Ticket,
  type TicketCreate,
  type TicketStatus,
  type TicketUpdate,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { conditionsOf, type TicketScope } from '../platform/identity/ticket-scope.ts'

/** A ticket with its version, from which its ETag is made. */
export type VersionedTicket = Ticket & { version: number }

export const TICKET_COLUMNS = [
  'support_tickets.ticket_id as ticketId',
  'user_id as userId',
  'role_context as roleContext',
  'full_name as fullName',
  'email',
  'subject',
  'category',
  'message',
  'status',
  'created_at as createdAt',
  'updated_at as updatedAt',
  'version',
] as const

/** Locks the ticket until this transaction ends. Returns undefined if there is no such ticket in the scope. */
export async function lockTicket(
  transaction: Kysely<Database>,
  id: number,
  scope: TicketScope,
): Promise<VersionedTicket | undefined> {
  return transaction
    .selectFrom('support_tickets')
    .select(TICKET_COLUMNS)
    .where('ticket_id', '=', id)
    .where((eb) => eb.and(conditionsOf(eb, scope)))
    .forUpdate()
    .executeTakeFirst()
}

/** The fields of a ticket that changes of its attachments use. */
export type LockedTicket = Pick<VersionedTicket, 'ticketId' | 'userId' | 'version'>

/**
 * Locks the ticket against changes until this transaction ends, for a change of its attachments. Other transactions can
 * get the same lock, unless `isExclusive`. Returns undefined if there is no such ticket in the scope.
 */
export async function lockTicketOfAttachments(
  transaction: Kysely<Database>,
  id: number,
  scope: TicketScope,
  isExclusive = false,
): Promise<LockedTicket | undefined> {
  return transaction
    .selectFrom('support_tickets')
    .select(['ticket_id as ticketId', 'user_id as userId', 'version'])
    .where('ticket_id', '=', id)
    .where((eb) => eb.and(conditionsOf(eb, scope)))
    .$if(isExclusive, (query) => query.forNoKeyUpdate())
    .$if(!isExclusive, (query) => query.forShare())
    .executeTakeFirst()
}

/** Inserts a ticket. Its timestamps default to `now`. `followUpOf` is the closed ticket that it continues. */
export async function insertTicket(
  transaction: Kysely<Database>,
  ticket: TicketCreate,
  now: string,
  followUpOf?: number,
): Promise<VersionedTicket> {
  return transaction
    .insertInto('support_tickets')
    .values({
      ...ticketColumns(ticket),
      created_at: ticket.createdAt ?? now,
      updated_at: ticket.updatedAt ?? now,
      follow_up_of: followUpOf,
      ...(ticket.status && ticket.status !== 'OPEN' && statusColumns(ticket.status, now)),
    })
    .returning(TICKET_COLUMNS)
    .executeTakeFirstOrThrow()
}

/** Updates a ticket that was `before`. A new status changes what the desk knows about it too. Returns undefined if there is no ticket with this id and one of these versions. */
export async function updateTicket(
  db: Kysely<Database>,
  before: Ticket,
  ticket: TicketUpdate,
  ifVersions: number[] | undefined,
  now: string,
): Promise<VersionedTicket | undefined> {
  return db
    .updateTable('support_tickets')
    .set({ ...ticketColumns(ticket), updated_at: ticket.updatedAt ?? now })
    .$if(ticket.message !== before.message, (query) => query.set({ message_edited_at: now }))
    .$if(ticket.status !== undefined && ticket.status !== before.status, (query) =>
      query.set(statusColumns(ticket.status!, now)),
    )
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('ticket_id', '=', ticket.id)
    .$if(ifVersions !== undefined, (query) => query.where('version', '=', (eb) => eb.fn.any(eb.val(ifVersions!))))
    .returning(TICKET_COLUMNS)
    .executeTakeFirst()
}

/**
 * Deletes a ticket and its attachments. Returns its requester and its last version; undefined if there is no ticket in
 * the scope with this id and one of these versions.
 */
export async function deleteTicket(
  db: Kysely<Database>,
  id: number,
  scope: TicketScope,
  ifVersions: number[] | undefined,
): Promise<Pick<VersionedTicket, 'userId' | 'version'> | undefined> {
  return db
    .deleteFrom('support_tickets')
    .where('ticket_id', '=', id)
    .where((eb) => eb.and(conditionsOf(eb, scope)))
    .$if(ifVersions !== undefined, (query) => query.where('version', '=', (eb) => eb.fn.any(eb.val(ifVersions!))))
    .returning(['user_id as userId', 'version'])
    .executeTakeFirst()
}

/** The columns of the desk that change with the status. Kysely omits columns that are undefined. */
export function statusColumns(status: TicketStatus, now: string) {
  const effects = statusEffects(status, now)
  return {
    status_changed_at: now,
    waiting_on: effects.waitingOn,
    resolved_at: effects.resolvedAt,
    closed_at: effects.closedAt,
    resolution_code: effects.resolutionCode,
    duplicate_of: effects.duplicateOf,
    merge_target_id: effects.mergedInto,
    merged_at: effects.mergedAt,
    is_snoozed: effects.isSnoozed,
    snoozed_until: effects.snoozedUntil,
  }
}

/** The columns of a ticket. Kysely omits columns that are undefined, so absent fields keep their values or defaults. */
export function ticketColumns(ticket: TicketCreate | TicketUpdate | Ticket) {
  return {
    user_id: ticket.userId,
    role_context: ticket.roleContext,
    full_name: ticket.fullName,
    email: ticket.email,
    subject: ticket.subject,
    category: ticket.category,
    message: ticket.message,
    status: ticket.status,
    created_at: ticket.createdAt,
  }
}

import type { RoleContext, TicketCategory, TicketStatus } from '@kinconecta/support-contracts'
import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { conditionsOf, type TicketScope } from '../platform/identity/ticket-scope.ts'

/** Filters of tickets. All that are defined must match. */
export interface TicketFilters {
  status?: TicketStatus[] | undefined
  category?: TicketCategory[] | undefined
  roleContext?: RoleContext[] | undefined
  userId?: number | undefined
  email?: string | undefined
  createdFrom?: string | undefined
  /** Inclusive, up to the end of this second. */
  createdTo?: string | undefined
  /** The id of a transaction: the ticket was last changed in it or in a later one. */
  changedIn?: string | undefined
  ticketIdFrom?: number | undefined
  ticketIdTo?: number | undefined
}

type Tickets = ExpressionBuilder<Database, 'support_tickets'>

/** The condition that a ticket is in the scope and meets the filters. */
export function matches(
  eb: Tickets,
  scope: TicketScope,
  filters: TicketFilters,
): ExpressionWrapper<Database, 'support_tickets', SqlBool> {
  const { status, category, roleContext, userId, email, changedIn, ticketIdFrom, ticketIdTo } = filters
  const oneOf = <Value>(values: Value[]) => eb.fn.any(eb.val(values))
  return eb.and([
    ...conditionsOf(eb, scope),
    ...(status ? [eb('status', '=', status.length === 1 ? status[0]! : oneOf(status))] : []),
    ...(category ? [eb('category', '=', oneOf(category))] : []),
    ...(roleContext ? [eb('role_context', '=', oneOf(roleContext))] : []),
    ...(userId === undefined ? [] : [eb('user_id', '=', userId)]),
    // With this collation, only ASCII letters are case-insensitive, in every database.
    ...(email === undefined ? [] : [sql<SqlBool>`lower(${eb.ref('email')} collate "C") = lower(${email} collate "C")`]),
    ...createdWithin(eb, filters),
    ...(changedIn === undefined ? [] : [eb('changed_in', '>=', changedIn)]),
    ...(ticketIdFrom === undefined ? [] : [eb('ticket_id', '>=', ticketIdFrom)]),
    ...(ticketIdTo === undefined ? [] : [eb('ticket_id', '<=', ticketIdTo)]),
  ])
}

function createdWithin(eb: Tickets, { createdFrom, createdTo }: TicketFilters) {
  const end = sql<string>`date_trunc('second', ${createdTo}::timestamptz) + interval '1 second'`
  return [
    ...(createdFrom === undefined ? [] : [eb('created_at', '>=', createdFrom)]),
    ...(createdTo === undefined ? [] : [eb('created_at', '<', end)]),
  ]
}

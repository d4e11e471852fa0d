import type { Actor, Reach } from '@kinconecta/support-contracts'
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Database } from '../database/tables.ts'

/**
 * The tickets that a call may access, according to the access table: all, those of one user, or one ticket. Functions
 * that read or change tickets, attachments or events require it as an argument, so that the check cannot be omitted.
 * `hidesInternal`: the caller reaches all tickets, but not what is internal to the desk.
 */
export type TicketScope =
  | { kind: 'all'; hidesInternal?: boolean }
  | { kind: 'own'; userId: number | null }
  | { kind: 'ticket'; ticketId: number }

/** Whether a ticket is in the scope. A guest without a token owns no tickets: theirs have no user. */
export function isWithin(
  scope: TicketScope,
  { userId, ticketId }: { userId: number | null; ticketId: number },
): boolean {
  if (scope.kind === 'all') return true
  if (scope.kind === 'ticket') return ticketId === scope.ticketId
  return userId !== null && userId === scope.userId
}

/** Whether a caller with this scope may see what is internal to the desk: notes, their files and their events. */
export function seesInternal(scope: TicketScope): boolean {
  return scope.kind === 'all' && !scope.hidesInternal
}

/** The conditions that a row of tickets is in the scope; none for the scope of all tickets. */
export function conditionsOf(
  eb: ExpressionBuilder<Database, 'support_tickets'>,
  scope: TicketScope,
): Expression<SqlBool>[] {
  if (scope.kind === 'all') return []
  if (scope.kind === 'ticket') return [eb('support_tickets.ticket_id', '=', scope.ticketId)]
  return [eb('support_tickets.user_id', '=', scope.userId)] // in SQL, `= null` matches no row
}

/** Returns the scope of a caller with this reach. */
export function scopeOf(actor: Actor, reach: Exclude<Reach, 'none'>): TicketScope {
  if (reach === 'all') return { kind: 'all', hidesInternal: isKeyOutsideDesk(actor) }
  if (actor.kind === 'ticketToken') return { kind: 'ticket', ticketId: actor.ticketId }
  return { kind: 'own', userId: actor.kind === 'member' ? actor.userId : null }
}

function isKeyOutsideDesk(actor: Actor): boolean {
  return actor.kind === 'service' && !actor.scopes.includes('desk:read')
}

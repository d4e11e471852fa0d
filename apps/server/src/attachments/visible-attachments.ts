import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { seesInternal, type TicketScope } from '../platform/identity/ticket-scope.ts'

/**
 * The condition that a caller with this scope may see an attachment of a ticket in its scope. Files of notes, and of
 * replies that are not sent, are internal: staff see them, and API keys with the scope `desk:read`.
 */
export function isVisibleTo(
  eb: ExpressionBuilder<Database, 'support_ticket_attachments'>,
  scope: TicketScope,
): Expression<SqlBool> {
  return seesInternal(scope) ? eb.lit(true) : eb('support_ticket_attachments.is_internal', '=', false)
}

/** Whether a caller with this scope may see an attachment of a ticket in its scope. */
export function isVisible({ isInternal }: { isInternal: boolean }, scope: TicketScope): boolean {
  return seesInternal(scope) || !isInternal
}

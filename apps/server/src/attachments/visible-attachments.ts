import { type Expression, type ExpressionBuilder, sql, type SqlBool } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { seesInternal, type TicketScope } from '../platform/identity/ticket-scope.ts'

/**
 * The condition that a caller with this scope may see an attachment of a ticket in its scope. Files of notes, and of
 * replies that are not sent, are internal: staff see them, and API keys with the scope `desk:read`. The token of a
 * ticket does not open what a merge brought.
 */
export function isVisibleTo(
  eb: ExpressionBuilder<Database, 'support_ticket_attachments'>,
  scope: TicketScope,
): Expression<SqlBool> {
  if (seesInternal(scope)) return eb.lit(true)
  const isPublic = eb('support_ticket_attachments.is_internal', '=', false)
  if (scope.kind !== 'ticket') return isPublic
  return eb.and([isPublic, sql<SqlBool>`support_ticket_attachments.merged_by = '{}'`])
}

/** Whether a caller with this scope may see an attachment of a ticket in its scope. */
export function isVisible(
  { isInternal, isMerged }: { isInternal: boolean; isMerged: boolean },
  scope: TicketScope,
): boolean {
  return seesInternal(scope) || (!isInternal && !(isMerged && scope.kind === 'ticket'))
}

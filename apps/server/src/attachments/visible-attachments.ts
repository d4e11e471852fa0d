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
  const isSeen = isPublicOrSeen(eb, scope)
  if (scope.kind !== 'ticket') return isSeen
  return eb.and([isSeen, sql<SqlBool>`support_ticket_attachments.merged_by = '{}'`])
}

/** The condition that an attachment is not internal, or that a caller with this scope sees internal ones. */
export function isPublicOrSeen(
  eb: ExpressionBuilder<Database, 'support_ticket_attachments'>,
  scope: TicketScope,
): Expression<SqlBool> {
  return seesInternal(scope) ? eb.lit(true) : eb('support_ticket_attachments.is_internal', '=', false)
}

/** Whether a caller with this scope may see an attachment of a ticket in its scope. */
export function isVisible(
  { isInternal, isMerged }: { isInternal: boolean; isMerged: boolean },
  scope: TicketScope,
): boolean {
  return seesInternal(scope) || (!isInternal && !(isMerged && scope.kind === 'ticket'))
}

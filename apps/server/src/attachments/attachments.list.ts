import { type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { conditionsOf, type TicketScope } from '../platform/identity/ticket-scope.ts'
import { isVisibleTo } from './visible-attachments.ts'
import { ATTACHMENT_COLUMNS, type VersionedAttachment } from './attachments.repository.ts'

/** Filters of attachments. All that are defined must match. */
export interface AttachmentFilters {
  ticketId?: number[] | undefined
  mimeType?: string | undefined
  uploadedFrom?: string | undefined
  /** Inclusive, up to the end of this second. */
  uploadedTo?: string | undefined
}

// The number of attachments that are scanned in the order of the list. If they do not contain enough matches, all
// matches are collected and sorted.
const MAX_SCANNED = 10_000

/** Lists at most `limit` attachments on tickets in the scope with an id above `afterId`, ascending by id. */
export async function listAttachments(
  db: Kysely<Database>,
  scope: TicketScope,
  filters: AttachmentFilters,
  afterId: number,
  limit: number,
): Promise<VersionedAttachment[]> {
  const next = db
    .selectFrom('support_ticket_attachments')
    .selectAll()
    .where('attachment_id', '>', afterId)
    .orderBy('attachment_id')
    .limit(sql.lit(MAX_SCANNED))
  const all = db
    .selectFrom('support_ticket_attachments')
    .selectAll()
    .where((eb) => eb.and([eb('attachment_id', '>', afterId), matches(eb, scope, filters)]))
    .modifyEnd(sql`offset 0`)
  const pageOf = (attachments: typeof next) =>
    db
      .selectFrom(attachments.as('support_ticket_attachments') as unknown as 'support_ticket_attachments')
      .select(ATTACHMENT_COLUMNS)
      .where((eb) => matches(eb, scope, filters))
      .orderBy('attachment_id')
      .limit(sql.lit(limit))
      .execute()
  // These filters select few attachments, so all matches are collected and sorted at once.
  if (scope.kind !== 'all' || filters.ticketId !== undefined) return pageOf(all)
  const nearest = await pageOf(next)
  return nearest.length === limit ? nearest : pageOf(all)
}

/** Counts the attachments on tickets in the scope that match the filters. */
export async function countAttachments(
  db: Kysely<Database>,
  scope: TicketScope,
  filters: AttachmentFilters,
): Promise<number> {
  const { total } = await db
    .selectFrom('support_ticket_attachments')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where((eb) => matches(eb, scope, filters))
    .executeTakeFirstOrThrow()
  return total
}

type Attachments = ExpressionBuilder<Database, 'support_ticket_attachments'>

function matches(
  eb: Attachments,
  scope: TicketScope,
  { ticketId, mimeType, uploadedFrom, uploadedTo }: AttachmentFilters,
) {
  const ticketsInScope = eb
    .selectFrom('support_tickets')
    .select('ticket_id')
    .where((tickets) => tickets.and(conditionsOf(tickets, scope)))
  const end = sql<string>`date_trunc('second', ${uploadedTo}::timestamptz) + interval '1 second'`
  return eb.and([
    ...(scope.kind === 'all' ? [] : [eb('ticket_id', 'in', ticketsInScope)]),
    isVisibleTo(eb, scope),
    ...(ticketId === undefined ? [] : [eb('ticket_id', '=', eb.fn.any(eb.val(ticketId)))]),
    // With this collation, only ASCII letters are case-insensitive, in every database.
    ...(mimeType === undefined
      ? []
      : [sql<SqlBool>`lower(${eb.ref('mime_type')} collate "C") = lower(${mimeType} collate "C")`]),
    ...(uploadedFrom === undefined ? [] : [eb('uploaded_at', '>=', uploadedFrom)]),
    ...(uploadedTo === undefined ? [] : [eb('uploaded_at', '<', end)]),
  ])
}

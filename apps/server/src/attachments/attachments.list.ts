import { type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { ownerOf, type TicketScope } from '../platform/identity/ticket-scope.ts'
import { ATTACHMENT_COLUMNS, type VersionedAttachment } from './attachments.repository.ts'

/** Which attachments: all that is given has to hold. */
export interface AttachmentFilters {
  ticketId?: number[] | undefined
  mimeType?: string | undefined
  uploadedFrom?: string | undefined
  /** This second is included. */
  uploadedTo?: string | undefined
}

// So many attachments are looked at in the order of the list before everything that matches is collected and sorted.
const MOST_TO_WALK = 10_000

/** At most `limit` attachments on tickets in the scope with a higher id than `afterId`, ascending by id. */
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
    .limit(sql.lit(MOST_TO_WALK))
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
  // Those of a few tickets are few, so they are collected at once.
  if (scope.kind === 'own' || filters.ticketId !== undefined) return pageOf(all)
  const nearest = await pageOf(next)
  return nearest.length === limit ? nearest : pageOf(all)
}

/** How many attachments there are on tickets in the scope that meet the filters. */
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
  const ticketsOf = (userId: number | null) =>
    eb.selectFrom('support_tickets').select('ticket_id').where('user_id', '=', userId)
  const end = sql<string>`date_trunc('second', ${uploadedTo}::timestamptz) + interval '1 second'`
  return eb.and([
    ...(scope.kind === 'own' ? [eb('ticket_id', 'in', ticketsOf(ownerOf(scope)))] : []),
    ...(ticketId === undefined ? [] : [eb('ticket_id', '=', eb.fn.any(eb.val(ticketId)))]),
    // The collation compares letters of ASCII alone, in every database.
    ...(mimeType === undefined
      ? []
      : [sql<SqlBool>`lower(${eb.ref('mime_type')} collate "C") = lower(${mimeType} collate "C")`]),
    ...(uploadedFrom === undefined ? [] : [eb('uploaded_at', '>=', uploadedFrom)]),
    ...(uploadedTo === undefined ? [] : [eb('uploaded_at', '<', end)]),
  ])
}

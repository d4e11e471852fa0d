import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { blocksOf } from '../platform/paging/id-blocks.ts'
import { ATTACHMENT_COLUMNS, type VersionedAttachment } from './attachments.repository.ts'

/** Which attachments: all that is given has to hold. */
export interface AttachmentFilters {
  ticketId: number[] | undefined
  mimeType: string | undefined
  uploadedFrom: string | undefined
  /** This second is included. */
  uploadedTo: string | undefined
  /** The user on whose tickets alone they may be. */
  ownerId: number | undefined
}

/** At most `limit` attachments with a higher id than `afterId`, ascending by id. */
export async function listAttachments(
  db: Kysely<Database>,
  filters: AttachmentFilters,
  afterId: number,
  limit: number,
): Promise<VersionedAttachment[]> {
  const page = sql<{ id: number }>`(${idsOf(filters, afterId, limit)})`
  return db
    .selectFrom(page.as('ids'))
    .innerJoin('support_ticket_attachments', 'attachment_id', 'ids.id')
    .select(ATTACHMENT_COLUMNS)
    .orderBy('attachment_id')
    .execute()
}

/** How many attachments there are that meet all of this. */
export async function countAttachments(db: Kysely<Database>, filters: AttachmentFilters): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from support_ticket_attachments where ${matches(filters)}`.execute(db)
  return rows[0]!.total
}

/** Of some tickets they are few enough to sort them; a range of time is looked up in one block of ids after the other. */
function idsOf(filters: AttachmentFilters, afterId: number, limit: number): RawBuilder<unknown> {
  const isAfter = sql<boolean>`attachment_id > ${afterId}::bigint`
  const conditions = sql<boolean>`${isAfter} and ${matches(filters)}`
  const { ticketId, ownerId, uploadedFrom, uploadedTo } = filters
  if (ticketId !== undefined || ownerId !== undefined) {
    return sql`select id from (
        select attachment_id as id from support_ticket_attachments where ${conditions} offset 0
      ) as own order by id limit ${limit}`
  }
  if (uploadedFrom === undefined && uploadedTo === undefined) {
    return sql`select attachment_id as id from support_ticket_attachments where ${conditions}
      order by attachment_id limit ${limit}`
  }
  const ids = { table: 'support_ticket_attachments', id: 'attachment_id', bits: 13, isDescending: false } as const
  return sql`select id from (${blocksOf({ ...ids, conditions: isAfter })}) as blocks cross join lateral (
      select id from (
        select attachment_id as id from support_ticket_attachments
        where attachment_id >> 13 = block and ${conditions} offset 0
      ) as hits order by id limit ${limit}
    ) as found limit ${limit}`
}

function matches({ ticketId, mimeType, uploadedFrom, uploadedTo, ownerId }: AttachmentFilters): RawBuilder<boolean> {
  const ofOwner = sql`array(select ticket_id from support_tickets where user_id = ${ownerId}::bigint)`
  const conditions = [
    ticketId && sql`ticket_id = any(${ticketId}::bigint[])`,
    ownerId !== undefined && sql`ticket_id = any(${ofOwner})`,
    mimeType !== undefined && sql`lower(mime_type) = lower(${mimeType}::text)`,
    uploadedFrom !== undefined && sql`uploaded_at >= ${uploadedFrom}::timestamptz`,
    uploadedTo !== undefined &&
      sql`uploaded_at < date_trunc('second', ${uploadedTo}::timestamptz) + interval '1 second'`,
  ].filter((condition) => typeof condition === 'object')
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`
}

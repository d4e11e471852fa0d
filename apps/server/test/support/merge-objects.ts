import { type Kysely, sql } from 'kysely'
import type { Database } from '../../src/platform/database/tables.ts'
import type { Ids } from './operation-ids.ts'

/** Inserts what operations of merging name: another ticket of the requester, a message of the requester, and a link. */
export async function insertMergeObjects(
  db: Kysely<Database>,
  ticketId: number,
): Promise<Pick<Ids, 'otherTicketId' | 'requesterMessageId' | 'linkId'>> {
  const { rows } = await sql<{ otherTicketId: number; requesterMessageId: number; linkId: number }>`
    with own as (select * from support_tickets where ticket_id = ${ticketId}),
    other as (
      insert into support_tickets (full_name, email, subject, message, user_id, role_context, created_at, updated_at)
      select full_name, email, subject, message, user_id, role_context, created_at, updated_at from own
      returning ticket_id
    ), message as (
      insert into messages (ticket_id, kind, author_kind, body, created_at)
      select ticket_id, 'reply', 'requester', 'Otra cosa', created_at from own returning message_id
    ), link as (
      insert into ticket_links (from_id, to_id, relation, created_at)
      select own.ticket_id, other.ticket_id, 'blocks', own.created_at from own, other returning link_id
    )
    select other.ticket_id as "otherTicketId", message_id as "requesterMessageId", link_id as "linkId"
    from other, message, link`.execute(db)
  return rows[0]!
}

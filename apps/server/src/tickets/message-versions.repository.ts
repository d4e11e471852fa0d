import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** Keeps the text that an edit replaces. The first message of a ticket has the id 0. */
export async function insertMessageVersion(
  transaction: Kysely<Database>,
  { ticketId, messageId, body, now }: { ticketId: number; messageId: number; body: string; now: string },
): Promise<void> {
  await transaction
    .insertInto('message_versions')
    .values((eb) => ({
      ticket_id: ticketId,
      message_id: messageId,
      version: eb
        .selectFrom('message_versions')
        .select((versions) => sql<number>`coalesce(${versions.fn.max('version')}, 0) + 1`.as('next'))
        .where('ticket_id', '=', ticketId)
        .where('message_id', '=', messageId),
      body,
      replaced_at: now,
    }))
    .execute()
}

/** Gives the copies of the first message of a ticket, which merges made in other tickets, the same new text. */
export async function updateCopies(
  transaction: Kysely<Database>,
  ticketId: number,
  body: string,
  now: string,
): Promise<void> {
  const { rows } = await sql<{ ticketId: number; messageId: number; body: string }>`
    with recursive reached as (
      select target_id as id from ticket_merges where source_id = ${ticketId}
      union
      select target_id from reached join ticket_merges on source_id = reached.id
    ), copies as (
      select message_id, body from messages where copy_of = ${ticketId} and ticket_id in (select id from reached)
    )
    update messages set body = ${body}, edited_at = ${now}::timestamptz, version = version + 1
    from copies where messages.message_id = copies.message_id
    returning messages.ticket_id as "ticketId", messages.message_id as "messageId", copies.body`.execute(transaction)
  for (const copy of rows) await insertMessageVersion(transaction, { ...copy, now })
}

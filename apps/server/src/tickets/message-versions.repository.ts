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

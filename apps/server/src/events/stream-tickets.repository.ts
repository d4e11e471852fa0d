import type { Actor } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** Stores a ticket for `validS` seconds. Returns when it expires. */
export async function insertStreamTicket(
  db: Kysely<Database>,
  hash: Buffer,
  actor: Actor,
  validS: number,
): Promise<string> {
  const { expires_at } = await db
    .insertInto('stream_tickets')
    .values({ hash, actor: JSON.stringify(actor), expires_at: sql`now() + make_interval(secs => ${validS})` })
    .returning('expires_at')
    .executeTakeFirstOrThrow()
  return expires_at
}

/** Deletes a ticket, so that it works once, also on several servers. Returns its caller unless it has expired. */
export async function deleteStreamTicket(db: Kysely<Database>, hash: Buffer): Promise<Actor | undefined> {
  const row = await db
    .deleteFrom('stream_tickets')
    .where('hash', '=', hash)
    .where('expires_at', '>', sql<string>`now()`)
    .returning('actor')
    .executeTakeFirst()
  return row?.actor
}

export async function deleteExpiredStreamTickets(db: Kysely<Database>): Promise<void> {
  await db
    .deleteFrom('stream_tickets')
    .where('expires_at', '<=', sql<string>`now()`)
    .execute()
}

import type { MessageKind } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { type StoredAuthor, withoutPrefix } from './authors.ts'
import type { MessageRow } from './message-rows.ts'

/** A message to insert. */
export interface NewMessage {
  ticketId: number
  kind: MessageKind
  author: StoredAuthor
  /** The name of a requester. That of an agent is read from its row. */
  authorName: string | null
  body: string
  now: string
  /** When it is to be sent; null: now. */
  sendAt: string | null
  /** The merges by which it goes to another ticket than the one that was named. */
  mergedBy: number[]
}

export async function insertMessage(transaction: Kysely<Database>, message: NewMessage): Promise<MessageRow> {
  const { ticketId, kind, author, authorName, body, now, sendAt, mergedBy } = message
  return transaction
    .insertInto('messages')
    .values((eb) => ({
      ticket_id: ticketId,
      kind,
      author_kind: author.kind,
      author_id: author.id,
      author_name:
        author.kind === 'agent'
          ? eb.selectFrom('agents').select('name').where('agent_id', '=', withoutPrefix(author.id)!)
          : authorName,
      body,
      created_at: now,
      send_at: sendAt,
      ...(mergedBy.length > 0 && { merged_by: sql<number[]>`${mergedBy}::bigint[]` }),
    }))
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Finds a message of a ticket. The transaction must have locked the ticket, if the message is to be changed. */
export async function findMessage(
  db: Kysely<Database>,
  ticketId: number,
  messageId: number,
): Promise<MessageRow | undefined> {
  return db
    .selectFrom('messages')
    .selectAll()
    .where('message_id', '=', messageId)
    .where('ticket_id', '=', ticketId)
    .executeTakeFirst()
}

/** Replaces the text of a message. `editedAt` is null if nobody else has seen the earlier text. */
export async function updateBody(
  transaction: Kysely<Database>,
  messageId: number,
  body: string,
  editedAt: string | null,
): Promise<MessageRow> {
  return transaction
    .updateTable('messages')
    .set((eb) => ({ body, edited_at: editedAt, version: eb('version', '+', 1) }))
    .where('message_id', '=', messageId)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Marks a reply as sent now. It gets the last place in its conversation. */
export async function updateSent(transaction: Kysely<Database>, messageId: number, now: string): Promise<MessageRow> {
  return transaction
    .updateTable('messages')
    .set((eb) => ({
      send_at: null,
      created_at: now,
      version: eb('version', '+', 1),
      position: sql<number>`nextval(pg_get_serial_sequence('messages', 'position'))`,
    }))
    .where('message_id', '=', messageId)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function deleteMessage(transaction: Kysely<Database>, messageId: number): Promise<void> {
  await transaction.deleteFrom('messages').where('message_id', '=', messageId).execute()
}

/** Counts the messages of these tickets, with those that are not sent yet, and without the first ones. */
export async function countMessagesOf(db: Kysely<Database>, ticketIds: number[]): Promise<number> {
  const { count } = await db
    .selectFrom('messages')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val(ticketIds)))
    .executeTakeFirstOrThrow()
  return count
}

/** Counts the earlier texts of messages of a ticket. */
export async function countVersions(
  db: Kysely<Database>,
  ticketId: number,
  messageIds: number[],
): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('message_versions')
    .select((eb) => ['message_id as messageId', eb.fn.countAll<number>().as('count')])
    .where('ticket_id', '=', ticketId)
    .where('message_id', '=', (eb) => eb.fn.any(eb.val(messageIds)))
    .groupBy('message_id')
    .execute()
  return new Map(rows.map(({ messageId, count }) => [messageId, count]))
}

/** Counts the earlier texts of these messages. */
export async function countVersionsOf(
  db: Kysely<Database>,
  messages: readonly { message_id: number; ticket_id: number }[],
): Promise<Map<number, number>> {
  if (messages.length === 0) return new Map()
  const rows = await db
    .selectFrom('message_versions')
    .select((eb) => ['message_id as messageId', eb.fn.countAll<number>().as('count')])
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val(messages.map(({ ticket_id: id }) => id))))
    .where('message_id', '=', (eb) => eb.fn.any(eb.val(messages.map(({ message_id: id }) => id))))
    .groupBy('message_id')
    .execute()
  return new Map(rows.map(({ messageId, count }) => [messageId, count]))
}

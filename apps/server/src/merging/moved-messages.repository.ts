import { type Kysely, sql } from 'kysely'
import { ATTACHMENT_COLUMNS, type VersionedAttachment } from '../attachments/attachments.repository.ts'
import type { Database } from '../platform/database/tables.ts'

/** Messages that move from one ticket to another by a merge. */
export interface Move {
  fromId: number
  toId: number
  mergeId: number
}

const NEXT_POSITION = sql`nextval(pg_get_serial_sequence('messages', 'position'))`

/**
 * Copies the first message of a ticket to the end of the conversation of another one, where it is a message of the
 * requester. Returns the id of the copy.
 */
export async function copyFirstMessage(
  transaction: Kysely<Database>,
  { fromId, toId, mergeId }: Move,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into messages
      (ticket_id, kind, author_kind, author_id, author_name, body, created_at, edited_at, merged_by, copy_of)
    select ${toId}, 'reply', 'requester', 'member:' || user_id, full_name, message, created_at, message_edited_at,
      array[${mergeId}::bigint], ticket_id
    from support_tickets where ticket_id = ${fromId}
    returning message_id as id`.execute(transaction)
  return rows[0]!.id
}

/** Deletes the copy of the first message that a merge has made. Returns its id. */
export async function deleteCopy(
  transaction: Kysely<Database>,
  { fromId, toId, mergeId }: Move,
): Promise<number | undefined> {
  const row = await transaction
    .deleteFrom('messages')
    .where('ticket_id', '=', fromId)
    .where('copy_of', '=', toId)
    .where(sql<boolean>`merged_by[1] = ${mergeId}`)
    .returning('message_id as id')
    .executeTakeFirst()
  return row?.id
}

/**
 * Lists the tickets with what a merge brought, ascending: its target, and those into which the target was merged. If that
 * merge has ended because the target was opened again, they still have it.
 */
export async function listPlaces(
  db: Kysely<Database>,
  { targetId, mergeId }: { targetId: number; mergeId: number },
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive reached as (
      select ${targetId}::bigint as id
      union
      select target_id from reached join ticket_merges on source_id = reached.id
    )
    select id from reached
    where exists (select from messages where ticket_id = id and ${mergeId} = any(merged_by))
      or exists (select from support_ticket_attachments where ticket_id = id and ${mergeId} = any(merged_by))
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/** The merges that brought a row to the source of this one. */
function mergedBefore(mergeId: number) {
  return sql<number[]>`merged_by[:array_position(merged_by, ${mergeId}::bigint) - 1]`
}

/** Moves all messages of a ticket to the end of the conversation of another one. Returns how many. */
export async function moveMessages(transaction: Kysely<Database>, { fromId, toId, mergeId }: Move): Promise<number> {
  const moved = sql`select message_id, merged_by || ${mergeId}::bigint as merged_by, ${NEXT_POSITION} as position
    from (select * from messages where ticket_id = ${fromId} order by position) as ordered`
  return updateMoved(transaction, moved, fromId, toId)
}

/** Moves the messages that a merge brought back to the end of the conversation of their ticket. Returns how many. */
export async function moveMessagesBack(
  transaction: Kysely<Database>,
  { fromId, toId, mergeId }: Move,
): Promise<number> {
  const moved = sql`select message_id, ${mergedBefore(mergeId)} as merged_by,
      ${NEXT_POSITION} as position
    from (
      select * from messages where ticket_id = ${fromId} and ${mergeId} = any(merged_by) order by position
    ) as ordered`
  return updateMoved(transaction, moved, fromId, toId)
}

/** The earlier texts of a message move with it. */
async function updateMoved(
  transaction: Kysely<Database>,
  moved: ReturnType<typeof sql>,
  fromId: number,
  toId: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with moved as (${moved}), placed as (
      update messages set ticket_id = ${toId}, merged_by = moved.merged_by, position = moved.position
      from moved where messages.message_id = moved.message_id
      returning messages.message_id
    ), versions as (
      update message_versions set ticket_id = ${toId} from placed
      where message_versions.ticket_id = ${fromId} and message_versions.message_id = placed.message_id
    )
    select count(*) as count from placed`.execute(transaction)
  return rows[0]!.count
}

/** Counts the attachments of a ticket, up to `limit`. */
export async function countAttachmentsOf(db: Kysely<Database>, ticketId: number, limit: number): Promise<number> {
  const some = db
    .selectFrom('support_ticket_attachments')
    .select('attachment_id')
    .where('ticket_id', '=', ticketId)
    .limit(sql.lit(limit))
  const { count } = await db
    .selectFrom(some.as('some'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Moves all attachments of a ticket. Those of its first message go to the copy of the message. */
export async function moveAttachments(
  transaction: Kysely<Database>,
  { fromId, toId, mergeId }: Move,
  copyId: number,
): Promise<VersionedAttachment[]> {
  return transaction
    .updateTable('support_ticket_attachments')
    .set((eb) => ({
      ticket_id: toId,
      version: eb('version', '+', 1),
      merged_by: sql<number[]>`merged_by || ${mergeId}::bigint`,
      message_id: eb.case().when('message_id', '=', 0).then(copyId).else(eb.ref('message_id')).end(),
    }))
    .where('ticket_id', '=', fromId)
    .returning(ATTACHMENT_COLUMNS)
    .execute()
}

/**
 * Moves back the attachments that a merge brought: those on no message, and those on messages that move back too. Must
 * run before the messages move.
 */
export async function moveAttachmentsBack(
  transaction: Kysely<Database>,
  { fromId, toId, mergeId }: Move,
): Promise<VersionedAttachment[]> {
  return transaction
    .updateTable('support_ticket_attachments')
    .set((eb) => ({
      ticket_id: toId,
      version: eb('version', '+', 1),
      merged_by: mergedBefore(mergeId),
      message_id: sql<
        number | null
      >`case when message_id = (${copyOf(mergeId, fromId, toId)}) then 0 else message_id end`,
    }))
    .where('ticket_id', '=', fromId)
    .where(sql<boolean>`${mergeId} = any(merged_by)`)
    .where((eb) =>
      eb.or([
        eb('message_id', 'is', null),
        eb(
          'message_id',
          'in',
          eb
            .selectFrom('messages')
            .select('messages.message_id')
            .where('messages.ticket_id', '=', fromId)
            .where(sql<boolean>`${mergeId} = any(messages.merged_by)`),
        ),
      ]),
    )
    .returning(ATTACHMENT_COLUMNS)
    .execute()
}

/** The id of the copy of the first message that a merge has made. */
function copyOf(mergeId: number, fromId: number, toId: number) {
  return sql`select copies.message_id from messages as copies
    where copies.ticket_id = ${fromId} and copies.copy_of = ${toId} and copies.merged_by[1] = ${mergeId}`
}

/** Whether the requester has written a message of a ticket after the message with this id. */
export async function hasRequesterMessageAfter(
  db: Kysely<Database>,
  ticketId: number,
  messageId: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('messages')
    .select('message_id')
    .where('ticket_id', '=', ticketId)
    .where('message_id', '>', messageId)
    .where('author_kind', '=', 'requester')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Sets what the rows of tickets say about their messages, after messages have moved. */
export async function recountMessages(transaction: Kysely<Database>, ticketIds: readonly number[]): Promise<void> {
  await sql`
    update support_tickets set message_count = 1 + counted.count, last_message_at = counted.last_at,
      last_requester_message_at = counted.last_requester_at
    from (
      select asked.id, count(messages.message_id)::integer as count, max(created_at) as last_at,
        max(created_at) filter (where author_kind = 'requester') as last_requester_at
      from unnest(${ticketIds}::bigint[]) as asked(id)
      left join messages on messages.ticket_id = asked.id and send_at is null
      group by asked.id
    ) as counted
    where support_tickets.ticket_id = counted.id`.execute(transaction)
}

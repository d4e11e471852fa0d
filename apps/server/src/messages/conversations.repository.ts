import type { ReplyEffects, WaitingOn } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { MERGED_INTO } from '../desk/desk-tickets.repository.ts'
import { WITH_COMMIT } from '../platform/database/pipelined.ts'
import type { Database } from '../platform/database/tables.ts'
import { conditionsOf, type TicketScope } from '../platform/identity/ticket-scope.ts'
import { statusColumns, TICKET_COLUMNS, type VersionedTicket } from '../tickets/tickets.repository.ts'

/** A ticket with what its conversation needs. */
export type Conversation = VersionedTicket & {
  messageEditedAt: string | null
  followUpOf: number | null
  resolvedAt: string | null
  messageCount: number
  waitingOn: WaitingOn
  isSnoozed: boolean
  /** The ticket that has the messages of this one. */
  mergedInto: number | null
}

const COLUMNS = [
  ...TICKET_COLUMNS,
  'message_edited_at as messageEditedAt',
  'follow_up_of as followUpOf',
  'resolved_at as resolvedAt',
  'message_count as messageCount',
  'waiting_on as waitingOn',
  'is_snoozed as isSnoozed',
  MERGED_INTO.as('mergedInto'),
] as const

/** Returns undefined if there is no such ticket in the scope. */
export async function findConversation(
  db: Kysely<Database>,
  ticketId: number,
  scope: TicketScope,
): Promise<Conversation | undefined> {
  return conversation(db, ticketId, scope).executeTakeFirst()
}

/** Locks the ticket until this transaction ends. Returns undefined if there is no such ticket in the scope. */
export async function lockConversation(
  transaction: Kysely<Database>,
  ticketId: number,
  scope: TicketScope,
): Promise<Conversation | undefined> {
  return conversation(transaction, ticketId, scope).forNoKeyUpdate().executeTakeFirst()
}

/** Like {@link lockConversation}, but also returns undefined for a ticket that is merged into another one. */
export async function lockUnmergedConversation(
  transaction: Kysely<Database>,
  ticketId: number,
  scope: TicketScope,
): Promise<Conversation | undefined> {
  return conversation(transaction, ticketId, scope)
    .where(sql<boolean>`(${MERGED_INTO}) is null`)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

function conversation(db: Kysely<Database>, ticketId: number, scope: TicketScope) {
  return db
    .selectFrom('support_tickets')
    .select(COLUMNS)
    .where('ticket_id', '=', ticketId)
    .where((eb) => eb.and(conditionsOf(eb, scope)))
}

/** Changes what a public message changes of its ticket. The version that requesters see changes if it is reopened. */
export async function updateRepliedTicket(
  transaction: Kysely<Database>,
  ticketId: number,
  { reopens, waitingOn, endsSnooze, isResponse }: ReplyEffects,
  now: string,
): Promise<void> {
  await transaction
    .updateTable('support_tickets')
    .set((eb) => ({
      ...(reopens && {
        ...statusColumns('OPEN', now),
        status: 'OPEN',
        updated_at: now,
        version: eb('version', '+', 1),
      }),
      waiting_on: waitingOn,
      ...(endsSnooze && { is_snoozed: false, snoozed_until: null, last_requester_message_at: now }),
      ...(isResponse && { first_responded_at: sql<string>`coalesce(first_responded_at, ${now}::timestamptz)` }),
      last_message_at: now,
      message_count: eb('message_count', '+', 1),
    }))
    .where('ticket_id', '=', ticketId)
    .modifyEnd(sql.raw(WITH_COMMIT))
    .execute()
}

/** Counts a note, which changes nothing else of its ticket. */
export async function updateNotedTicket(transaction: Kysely<Database>, ticketId: number, now: string): Promise<void> {
  await transaction
    .updateTable('support_tickets')
    .set((eb) => ({ last_message_at: now, message_count: eb('message_count', '+', 1) }))
    .where('ticket_id', '=', ticketId)
    .modifyEnd(sql.raw(WITH_COMMIT))
    .execute()
}

/** Counts the replies to a ticket that are not sent yet. */
export async function countPending(db: Kysely<Database>, ticketId: number): Promise<number> {
  const { count } = await db
    .selectFrom('messages')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('ticket_id', '=', ticketId)
    .where('send_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return count
}

import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/**
 * Locks a reply that is due, and its ticket, until this transaction ends: the one with the lowest id above `afterId`.
 * Leaves out those that another transaction has locked, so it does not wait.
 */
export async function lockDueReply(
  transaction: Kysely<Database>,
  afterId: number,
  now: string,
): Promise<{ messageId: number; ticketId: number } | undefined> {
  return transaction
    .selectFrom('messages')
    .innerJoin('support_tickets', 'support_tickets.ticket_id', 'messages.ticket_id')
    .select(['messages.message_id as messageId', 'messages.ticket_id as ticketId'])
    .where('messages.send_at', '<=', now)
    .where('messages.message_id', '>', afterId)
    .orderBy('messages.message_id')
    .limit(1)
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst()
}

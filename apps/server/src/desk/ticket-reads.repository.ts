import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** Stores that an agent has read a ticket now, never an earlier time. Returns the time; undefined without a ticket. */
export async function upsertTicketRead(
  transaction: Kysely<Database>,
  ticketId: number,
  agentId: string,
  now: string,
): Promise<string | undefined> {
  const row = await transaction
    .insertInto('ticket_reads')
    .columns(['ticket_id', 'agent_id', 'read_at'])
    .expression((eb) =>
      eb
        .selectFrom('support_tickets')
        .select([
          'ticket_id',
          sql<string>`${agentId}::text`.as('agent_id'),
          sql<string>`${now}::timestamptz`.as('read_at'),
        ])
        .where('ticket_id', '=', ticketId)
        .forKeyShare(),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['ticket_id', 'agent_id'])
        .doUpdateSet({ read_at: sql`greatest(ticket_reads.read_at, excluded.read_at)` }),
    )
    .returning('read_at as readAt')
    .executeTakeFirst()
  return row?.readAt
}

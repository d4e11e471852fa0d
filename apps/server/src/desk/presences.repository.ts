import { PRESENCE_S, type TicketPresence } from '@kinconecta/support-contracts'
import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** What one agent does on one ticket. */
export interface Presence {
  ticketId: number
  agentId: string
  state: 'viewing' | 'typing'
}

// The clock of the database is that of all servers.
const OLDEST = sql<string>`now() - make_interval(secs => ${sql.lit(PRESENCE_S)})`

export async function upsertPresence(transaction: Kysely<Database>, presence: Presence): Promise<void> {
  await transaction
    .insertInto('presences')
    .values({
      ticket_id: presence.ticketId,
      agent_id: presence.agentId,
      state: presence.state,
      seen_at: sql<string>`clock_timestamp()`,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['ticket_id', 'agent_id'])
        .doUpdateSet((eb) => ({ state: eb.ref('excluded.state'), seen_at: eb.ref('excluded.seen_at') })),
    )
    .execute()
}

export async function deletePresence(
  transaction: Kysely<Database>,
  { ticketId, agentId }: Omit<Presence, 'state'>,
): Promise<void> {
  await transaction.deleteFrom('presences').where('ticket_id', '=', ticketId).where('agent_id', '=', agentId).execute()
}

/** Deletes what has expired, except what others change now, and the oldest presences of an agent beyond `most`. */
export async function deleteOldPresences(transaction: Kysely<Database>, agentId: string, most: number): Promise<void> {
  await transaction
    .deleteFrom('presences')
    .where((eb) =>
      eb(eb.refTuple('ticket_id', 'agent_id'), 'in', (old) =>
        old
          .selectFrom('presences')
          .select(['ticket_id', 'agent_id'])
          .where('seen_at', '<', OLDEST)
          .limit(sql.lit(EXPIRED_AT_ONCE))
          .forUpdate()
          .skipLocked()
          .$asTuple('ticket_id', 'agent_id'),
      ),
    )
    .execute()
  await transaction
    .deleteFrom('presences')
    .where('agent_id', '=', agentId)
    .where('ticket_id', 'in', (eb) =>
      eb
        .selectFrom('presences')
        .select('ticket_id')
        .where('agent_id', '=', agentId)
        .orderBy('seen_at', 'desc')
        .offset(sql.lit(most))
        .limit(sql.lit(most)),
    )
    .execute()
}

const EXPIRED_AT_ONCE = 100

/** Lists who is on these tickets now; on all tickets if `ticketIds` is undefined. At most `limit` agents. */
export async function listPresences(
  db: Kysely<Database>,
  ticketIds: number[] | undefined,
  limit: number,
): Promise<TicketPresence[]> {
  const rows = await db
    .selectFrom('presences')
    .select(['ticket_id as ticketId', 'agent_id as agentId', 'state'])
    .where('seen_at', '>=', OLDEST)
    .$if(ticketIds !== undefined, (query) => query.where((eb) => isOneOf(eb, ticketIds!)))
    .orderBy('ticket_id')
    .orderBy('agent_id')
    .limit(sql.lit(limit))
    .execute()
  const byTicket = Map.groupBy(rows, ({ ticketId }) => ticketId)
  return Array.from(byTicket, ([ticketId, agents]) => ({
    ticketId,
    agents: agents.map(({ agentId, state }) => ({ agentId, state })),
  }))
}

function isOneOf(eb: ExpressionBuilder<Database, 'presences'>, ticketIds: number[]) {
  return eb('ticket_id', '=', eb.fn.any(eb.val(ticketIds)))
}

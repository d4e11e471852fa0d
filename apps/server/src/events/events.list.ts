import type { EventType, SupportEvent } from '@kinconecta/support-contracts'
import { type Expression, type ExpressionBuilder, type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'

/** Filters of events. All that are defined must match. */
export interface EventFilters {
  types: readonly EventType[]
  ticketId?: number | undefined
}

/** An event, and the requester of its ticket when it happened. */
export interface LogEntry {
  event: SupportEvent
  userId: number | null
}

/** Lists at most `limit` events after `position` on tickets in the scope, ascending by position. */
export async function listEvents(
  db: Kysely<Database>,
  scope: TicketScope,
  { types, ticketId }: EventFilters,
  position: number,
  limit: number,
): Promise<SupportEvent[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('position', '>', position)
    .where('type', '=', (eb) => eb.fn.any(eb.val(types as EventType[])))
    .where((eb) => eb.and(conditionsOf(eb, scope)))
    .$if(ticketId !== undefined, (query) => query.where('ticket_id', '=', ticketId!))
    .orderBy('position')
    .limit(sql.lit(limit))
    .execute()
  return rows.map(eventOf)
}

/** At most `limit` events after `position`, each with the requester of its ticket, whoever that is. */
export async function listLogEntries(db: Kysely<Database>, position: number, limit: number): Promise<LogEntry[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('position', '>', position)
    .orderBy('position')
    .limit(sql.lit(limit))
    .execute()
  return rows.map((row) => ({ event: eventOf(row), userId: row.user_id }))
}

/** The conditions that the ticket of an event was in the scope when it happened. */
function conditionsOf(eb: ExpressionBuilder<Database, 'events'>, scope: TicketScope): Expression<SqlBool>[] {
  if (scope.kind === 'all') return []
  return [scope.kind === 'own' ? eb('user_id', '=', scope.userId) : eb('ticket_id', '=', scope.ticketId)]
}

/** The event in a row of the log. */
export function eventOf(row: Selectable<Database['events']>): SupportEvent {
  return {
    id: `evt_${row.event_id}`,
    position: row.position,
    type: row.type,
    occurredAt: row.occurred_at,
    ticketId: row.ticket_id,
    actor: { kind: row.actor_kind, id: row.actor_id },
    version: row.version,
    data: row.data,
  } as SupportEvent // the columns were written from an event of this type
}

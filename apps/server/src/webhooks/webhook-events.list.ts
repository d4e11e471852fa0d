import type { EventType, SupportEvent } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { eventOf } from '../events/events.list.ts'
import type { Database } from '../platform/database/tables.ts'

/** Which events of the log a walk sends. */
export interface WalkFilters {
  webhookId: number
  /** Null: all types. */
  types: readonly EventType[] | null
  /** Only events that were given up since then. */
  failedSince: string | null
}

/** Which part of the log to read: at most `limit` events after `after`, up to `to`. */
export interface Section {
  after: number
  to: number
  ticketId?: number
  limit: number
}

/** Lists the events of a section that the walk sends, ascending by position. */
export async function listWalkEvents(
  db: Kysely<Database>,
  { webhookId, types, failedSince }: WalkFilters,
  { after, to, ticketId, limit }: Section,
): Promise<SupportEvent[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('position', '>', after)
    .where('position', '<=', to)
    .$if(ticketId !== undefined, (query) => query.where('ticket_id', '=', ticketId!))
    .$if(types !== null, (query) => query.where('type', '=', (eb) => eb.fn.any(eb.val(types as EventType[]))))
    .$if(failedSince !== null, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('webhook_deliveries')
            .select('delivery_id')
            .where('webhook_id', '=', webhookId)
            .whereRef('webhook_deliveries.position', '=', 'events.position')
            .where('outcome', '=', sql.lit('given_up')) // for the partial index
            .where('attempted_at', '>=', failedSince!),
        ),
      ),
    )
    .orderBy('position')
    .limit(sql.lit(limit))
    .execute()
  return rows.map(eventOf)
}

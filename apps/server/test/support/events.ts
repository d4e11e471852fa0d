import type { SupportEvent } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { numberEvents } from '../../src/events/sequencer.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import type { TestService } from './harness.ts'

/** Writes events of tickets that do not exist to the end of the log: more than fit into the buffers of a connection. */
export async function insertManyEvents(db: Kysely<Database>, count: number): Promise<void> {
  await sql`insert into event_outbox (type, occurred_at, ticket_id, actor_kind, actor_id, version, data)
    select 'ticket.deleted', now(), number, 'admin', 'admin:1', 1, '{}' from generate_series(1, ${count}) as number`.execute(
    db,
  )
  await numberEvents(db)
}

/** Helpers for tests of events. */
export function eventsOf(service: TestService) {
  /** Gives positions to all waiting events and returns the end of the log. */
  const lastPosition = async (): Promise<number> => numberEvents(service.db)
  return {
    lastPosition,

    eventsAfter: async (position: number): Promise<SupportEvent[]> => {
      await lastPosition()
      const { json } = await service.send('GET', `/api/events?after=${position}`)
      return json
    },

    /** Makes all events this many days older. */
    age: async (days: number): Promise<void> => {
      await lastPosition()
      await sql`update events set occurred_at = occurred_at - make_interval(days => ${days})`.execute(service.db)
    },
  }
}

import type { SupportEvent } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { numberEvents } from '../../src/events/sequencer.ts'
import type { TestService } from './harness.ts'

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

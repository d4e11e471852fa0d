import {
  EVENT_AUDIENCE,
  EVENT_TYPES,
  EventPosition,
  type EventService,
  type EventType,
  SupportError,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Database } from '../platform/database/tables.ts'
import { readPage } from '../platform/paging/page.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { findLogBounds } from './event-log.repository.ts'
import { listEvents } from './events.list.ts'

/** What the service works with for one call. */
export interface EventDependencies {
  lists: Kysely<Database>
  scope: TicketScope
}

const KeysetPosition = z.tuple([EventPosition])

/** The rules of `events.*`. */
export function eventService({ lists, scope }: EventDependencies): EventService {
  return {
    list({ after, types = EVENT_TYPES, ticketId, ...page }) {
      const filters = { types: visibleTypes(types, scope), ticketId }
      return readPage(
        { ...page, ...filters },
        {
          name: 'events',
          position: KeysetPosition,
          positionOf: (event) => [event.position] as [number],
          listAfter: async (position, limit) => {
            const from = position?.[0] ?? after
            const rows = await listEvents(lists, scope, filters, from ?? 0, limit)
            if (from !== undefined) await refuseOutside(lists, from)
            return { rows, isCut: false }
          },
        },
      )
    },
  }
}

/**
 * Throws EVENTS_TRIMMED if events after `position` were removed, INVALID_INPUT if the log ends before it, as it does if
 * an older database was restored. Call it after the events were read, so that none were removed unnoticed in between.
 */
export async function refuseOutside(db: Kysely<Database>, position: number): Promise<void> {
  const { trimmedTo, lastPosition } = await findLogBounds(db)
  if (position < trimmedTo) {
    const advice = `Read the tickets again, then continue with after=${trimmedTo}`
    const message = `The oldest event has position ${trimmedTo + 1}; those after ${position} are no longer complete. ${advice}`
    throw new SupportError('EVENTS_TRIMMED', message)
  }
  if (position > lastPosition) {
    const problem = `Must be at most ${lastPosition}, where the log ends`
    throw new SupportError('INVALID_INPUT', `after: ${problem}; ${position} is not a position of this log`)
  }
}

/** Of these types, those whose events the caller may see. */
export function visibleTypes(types: readonly EventType[], scope: TicketScope): EventType[] {
  return types.filter((type) => scope.kind === 'all' || EVENT_AUDIENCE[type] === 'requester')
}

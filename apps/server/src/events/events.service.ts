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

/** The dependencies of the service for one call. */
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
 * Rejects with EVENTS_TRIMMED if events after `position` were removed, INVALID_INPUT if the log ends before `position`,
 * for example because an older database was restored. Must be called after the events were read, so that a concurrent
 * removal is detected.
 */
export async function refuseOutside(db: Kysely<Database>, position: number): Promise<void> {
  const { trimmedTo, lastPosition } = await findLogBounds(db)
  if (position < trimmedTo) {
    const advice = `Read the tickets again, then continue with after=${trimmedTo}`
    const message = `The oldest event has position ${trimmedTo + 1}. Older events after ${position} were removed. ${advice}`
    throw new SupportError('EVENTS_TRIMMED', message)
  }
  if (position > lastPosition) {
    throw new SupportError('INVALID_INPUT', `after: Must be at most ${lastPosition}, the last position of this log`)
  }
}

/** Returns the types whose events a caller with this scope may see. */
export function visibleTypes(types: readonly EventType[], scope: TicketScope): EventType[] {
  return types.filter((type) => scope.kind === 'all' || EVENT_AUDIENCE[type] === 'requester')
}

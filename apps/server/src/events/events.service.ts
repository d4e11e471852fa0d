import {
  type Actor,
  EVENT_AUDIENCE,
  EVENT_TYPES,
  EventPosition,
  type EventService,
  type EventType,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Database } from '../platform/database/tables.ts'
import { readPage } from '../platform/paging/page.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import type { EventStreams } from './event-streams.ts'
import { listEvents } from './events.list.ts'
import { refuseOutside } from './log-bounds.ts'
import { createStreamTicket } from './stream-tickets.ts'

/** The dependencies of the service for one call. */
export interface EventDependencies {
  db: Kysely<Database>
  lists: Kysely<Database>
  actor: Actor
  scope: TicketScope
  eventStreams: EventStreams
  /** Closes the connection of a stream, unless everything was sent. */
  breakOff?: (() => void) | undefined
}

const KeysetPosition = z.tuple([EventPosition])

/** The rules of `events.*`. */
export function eventService({ db, lists, actor, scope, eventStreams, breakOff }: EventDependencies): EventService {
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
    stream({ types = EVENT_TYPES, ticketId, ...query }, signal) {
      return eventStreams.open({
        actor,
        scope,
        filters: { types: visibleTypes(types, scope), ticketId },
        query,
        signal,
        breakOff,
      })
    },
    createStreamTicket: () => createStreamTicket(db, actor),
  }
}

/** Returns the types whose events a caller with this scope may see. */
export function visibleTypes(types: readonly EventType[], scope: TicketScope): EventType[] {
  return types.filter((type) => scope.kind === 'all' || EVENT_AUDIENCE[type] === 'requester')
}

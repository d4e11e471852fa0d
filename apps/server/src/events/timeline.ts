import { EVENT_AUDIENCE, EVENT_TYPES, EventPosition, type Page, type SupportEvent } from '@kinconecta/support-contracts'
import type { TimelineQuery } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Database } from '../platform/database/tables.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { readPage } from '../platform/paging/page.ts'
import { listEvents } from './events.list.ts'

const REQUESTER_TYPES = EVENT_TYPES.filter((type) => EVENT_AUDIENCE[type] === 'requester')
const KeysetPosition = z.tuple([EventPosition])

/**
 * Returns one page of the events of a ticket, from the log only: an event is in the log about 30 ms after its change.
 * The events that only staff see are left out unless the timeline is for staff.
 */
export async function timelinePage(
  lists: Kysely<Database>,
  { id, ...page }: TimelineQuery,
  scope: TicketScope,
  audience: 'requester' | 'staff',
): Promise<Page<SupportEvent>> {
  const filters = { types: audience === 'staff' ? EVENT_TYPES : REQUESTER_TYPES, ticketId: id }
  return readPage(
    { ...page, ...filters },
    {
      name: `timeline for ${audience}`,
      position: KeysetPosition,
      positionOf: (event) => [event.position] as [number],
      listAfter: async (position, limit) => ({
        rows: await listEvents(lists, scope, filters, position?.[0] ?? 0, limit),
        isCut: false,
      }),
    },
  )
}

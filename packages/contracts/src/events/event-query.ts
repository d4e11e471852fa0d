import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { EVENT_TYPES } from './event.ts'

/** A position in the log: 0 is before the first event. */
export const EventPosition = z.int().min(0).meta({ description: 'Events after this position; 0 for all.' })

const types = z
  .array(z.enum(EVENT_TYPES))
  .min(1)
  .max(EVENT_TYPES.length)
  .meta({ description: 'Events of any of these types.' })
  .optional()

const ticketId = Id.meta({ description: 'Events of this ticket.' }).optional()

/**
 * Which events to list, in the order of the log. Without `after` the list starts with the oldest event that is kept.
 * `cursor` continues a page and takes precedence over `after`.
 */
export const EventQuery = z.object({
  limit: PageRequest.shape.limit,
  cursor: PageRequest.shape.cursor,
  after: EventPosition.optional(),
  types,
  ticketId,
})
export type EventQuery = z.infer<typeof EventQuery>

/**
 * Which events to stream: those after `lastEventId`, else after `after`, else only new ones. `lastEventId` is the
 * position of the last event that was received; over REST it is the header `Last-Event-ID`.
 */
export const EventStreamQuery = z.object({
  after: EventPosition.optional(),
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/, 'Must be the position of an event')
    .meta({ description: 'Events after this position; takes precedence over `after`.' })
    .optional(),
  types,
  ticketId,
  presence: z
    .boolean()
    .meta({
      description:
        'Whether to send, between the events, who is on which ticket: `event: presence` with a `TicketPresence`, without ' +
        'an `id`. Only for staff, and API keys with the scope `desk:read`.',
    })
    .optional(),
})
export type EventStreamQuery = z.infer<typeof EventStreamQuery>

import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { Timestamp } from '../core/timestamps.ts'

/** Until when an agent has read a ticket. */
export const TicketRead = z
  .object({
    ticketId: Id,
    readAt: Timestamp.meta({ description: 'What the requester wrote until this time is read.' }),
  })
  .meta({ id: 'TicketRead' })
export type TicketRead = z.infer<typeof TicketRead>

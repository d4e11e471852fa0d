import { z } from 'zod'
import { Timestamp } from '../core/timestamps.ts'

/** Opens one stream for a browser's EventSource, which cannot send a token. */
export const StreamTicket = z
  .object({
    ticket: z.string().meta({ description: 'Send it as `ticket` in the query of the stream. It works once.' }),
    expiresAt: Timestamp.meta({ description: 'The stream must be opened before this time.' }),
  })
  .meta({ id: 'StreamTicket' })
export type StreamTicket = z.infer<typeof StreamTicket>

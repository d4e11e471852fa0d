import { z } from 'zod'
import { Timestamp } from '../core/timestamps.ts'

/** A token with which a guest reaches one ticket. */
export const TicketToken = z
  .object({
    token: z.string().meta({ description: 'The token, to be sent as `Authorization: Bearer kint_…`.' }),
    expiresAt: Timestamp.meta({ description: 'When the token expires, 90 days after it was made.' }),
  })
  .meta({ id: 'TicketToken' })
export type TicketToken = z.infer<typeof TicketToken>

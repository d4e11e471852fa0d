import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { Timestamp } from '../core/timestamps.ts'
import { DeskTicket } from './desk-ticket.ts'

/** Identifies a person who wrote tickets: by user id, or by e-mail address. */
export const RequesterQuery = z
  .object({
    userId: Id.meta({ description: 'The id of the user.' }).optional(),
    email: text(190).meta({ description: 'The e-mail address in the tickets. Case is ignored.' }).optional(),
  })
  .refine(({ userId, email }) => (userId === undefined) !== (email === undefined), {
    message: 'Must have either userId or email',
    path: ['userId'],
  })
export type RequesterQuery = z.infer<typeof RequesterQuery>

const count = z.int().min(0)

/** What the desk knows about a requester. A person without tickets has none, and no last contact. */
export const Requester = z
  .object({
    tickets: z.array(DeskTicket).meta({ description: 'The newest 20 tickets, newest first.' }),
    counts: z
      .object({ OPEN: count, IN_PROGRESS: count, RESOLVED: count, CLOSED: count })
      .meta({ description: 'The number of tickets by status.' }),
    lastContactAt: Timestamp.nullable().meta({ description: 'When the person last wrote a ticket or a reply.' }),
  })
  .meta({ id: 'Requester' })
export type Requester = z.infer<typeof Requester>

import { z } from 'zod'
import { Id, VersionedRef } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { RoleContext, TicketCategory, TicketStatus } from './ticket-fields.ts'
import { Timestamp, TimestampInput } from '../core/timestamps.ts'

const ABOUT = {
  fullName: { description: 'Full name of the requester.' },
  email: { description: 'Where the requester can be reached.' },
  subject: { description: 'What it is about, in a line.' },
  message: { description: 'What the requester asks.' },
}

/** A support ticket as the service sends it. */
export const Ticket = z
  .object({
    ticketId: Id,
    userId: Id.nullable().meta({ description: 'The requester; null for a guest.' }),
    roleContext: RoleContext,
    fullName: z.string().meta(ABOUT.fullName),
    email: z.string().meta(ABOUT.email),
    subject: z.string().meta(ABOUT.subject),
    category: TicketCategory,
    message: z.string().meta(ABOUT.message),
    status: TicketStatus,
    createdAt: Timestamp,
    updatedAt: Timestamp.meta({ description: 'When it was last changed, unless a caller chose another moment.' }),
  })
  .meta({ id: 'SupportTicket' })
export type Ticket = z.infer<typeof Ticket>

// The e-mail address is text without a format: the documented examples carry "[email protected]".
const required = {
  fullName: text(150).meta(ABOUT.fullName),
  email: text(190).meta(ABOUT.email),
  subject: text(180).meta(ABOUT.subject),
  message: text(65_535).meta(ABOUT.message),
}

const optional = {
  userId: Id.nullable().optional().meta({ description: 'The requester; null or absent for a guest.' }),
  createdAt: TimestampInput.optional().meta({ description: 'Now, unless sent.' }),
  updatedAt: TimestampInput.optional().meta({ description: 'Now, unless sent.' }),
}

const example = {
  userId: 42,
  roleContext: 'TOURIST',
  fullName: 'María González',
  email: 'maria.gonzalez@example.com',
  subject: 'Cannot access my booking',
  category: 'RESERVAS_VIAJES',
  message: 'I am unable to view my tour booking from last week. The page shows an error.',
  status: 'OPEN',
}

// Defaults are in the descriptions: many generators make a field with a `default` a required one.
/** What creates a ticket. */
export const TicketCreate = z
  .object({
    ...required,
    ...optional,
    roleContext: RoleContext.optional().meta({ description: 'In which role the requester wrote: GUEST unless sent.' }),
    category: TicketCategory.optional().meta({ description: 'What the ticket is about: GENERAL unless sent.' }),
    status: TicketStatus.optional().meta({ description: 'How far the ticket has come: OPEN unless sent.' }),
  })
  .meta({ id: 'SupportTicketCreate', examples: [example] })
export type TicketCreate = z.infer<typeof TicketCreate>

/** What replaces a ticket's members: the required ones always, an optional one only when it is there. */
export const TicketUpdate = z
  .object({
    ...VersionedRef.shape,
    ...required,
    ...optional,
    userId: Id.nullable().optional().meta({ description: 'The requester; null for a guest. Kept, unless sent.' }),
    createdAt: TimestampInput.optional().meta({ description: 'Kept, unless sent.' }),
    roleContext: RoleContext.optional(),
    category: TicketCategory.optional(),
    status: TicketStatus.optional(),
  })
  .meta({ id: 'SupportTicketUpdate', examples: [{ ...example, status: 'RESOLVED' }] })
export type TicketUpdate = z.infer<typeof TicketUpdate>

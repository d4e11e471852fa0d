import { z } from 'zod'
import { Id, VersionedRef } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { RoleContext, TicketCategory, TicketStatus } from './ticket-fields.ts'
import { Timestamp, TimestampInput } from '../core/timestamps.ts'

const DESCRIPTIONS = {
  fullName: { description: 'Full name of the requester.' },
  email: { description: 'E-mail address of the requester.' },
  subject: { description: 'Subject of the ticket, in one line.' },
  message: { description: 'Message of the requester.' },
}

/** A support ticket as the service sends it. */
export const Ticket = z
  .object({
    ticketId: Id,
    userId: Id.nullable().meta({ description: 'Id of the requester; null for a guest.' }),
    roleContext: RoleContext,
    fullName: z.string().meta(DESCRIPTIONS.fullName),
    email: z.string().meta(DESCRIPTIONS.email),
    subject: z.string().meta(DESCRIPTIONS.subject),
    category: TicketCategory,
    message: z.string().meta(DESCRIPTIONS.message),
    status: TicketStatus,
    createdAt: Timestamp,
    updatedAt: Timestamp.meta({ description: 'When the ticket was last changed, unless a caller set another time.' }),
  })
  .meta({ id: 'SupportTicket' })
export type Ticket = z.infer<typeof Ticket>

// The e-mail address has no format check, because the documented examples contain "[email protected]".
const required = {
  fullName: text(150).meta(DESCRIPTIONS.fullName),
  email: text(190).meta(DESCRIPTIONS.email),
  subject: text(180).meta(DESCRIPTIONS.subject),
  message: text(65_535).meta(DESCRIPTIONS.message),
}

const STAFF_ONLY = 'Ignored if a guest, guide or tourist sends it.'

const optional = {
  userId: Id.nullable()
    .optional()
    .meta({ description: 'Id of the requester; null for a guest. Default: the caller if it is a guide or tourist.' }),
  createdAt: TimestampInput.optional().meta({ description: `Default: the current time. ${STAFF_ONLY}` }),
  updatedAt: TimestampInput.optional().meta({ description: `Default: the current time. ${STAFF_ONLY}` }),
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

// Defaults are only in the descriptions, because many generators make a field with a `default` required.
/** The input that creates a ticket. */
export const TicketCreate = z
  .object({
    ...required,
    ...optional,
    roleContext: RoleContext.optional().meta({
      description: 'Role of the requester. Default: the role of a guide or tourist, otherwise GUEST.',
    }),
    category: TicketCategory.optional().meta({ description: 'Category of the ticket. Default: GENERAL.' }),
    status: TicketStatus.optional().meta({ description: 'Status of the ticket. Default: OPEN.' }),
  })
  .meta({ id: 'SupportTicketCreate', examples: [example] })
export type TicketCreate = z.infer<typeof TicketCreate>

/** The input that updates a ticket: replaces the required fields, and the optional fields that are sent. */
export const TicketUpdate = z
  .object({
    ...VersionedRef.shape,
    ...required,
    ...optional,
    userId: Id.nullable()
      .optional()
      .meta({ description: 'Id of the requester; null for a guest. Unchanged if not sent.' }),
    createdAt: TimestampInput.optional().meta({ description: `Unchanged if not sent. ${STAFF_ONLY}` }),
    roleContext: RoleContext.optional(),
    category: TicketCategory.optional(),
    status: TicketStatus.optional(),
  })
  .meta({ id: 'SupportTicketUpdate', examples: [{ ...example, status: 'RESOLVED' }] })
export type TicketUpdate = z.infer<typeof TicketUpdate>

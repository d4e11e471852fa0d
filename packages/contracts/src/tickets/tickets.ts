import { z } from 'zod'
import { Id, Ref, VersionedRef } from '../core/ids.ts'
import { type Page, pageOf } from '../core/pages.ts'
import { text } from '../core/text.ts'
import { RoleContext, TicketCategory, TicketStatus } from './ticket-fields.ts'
import { TicketQuery } from './ticket-query.ts'
import { Timestamp, TimestampInput } from '../core/timestamps.ts'
import { operation } from '../core/trpc.ts'

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

/** What creates a ticket. */
export const TicketCreate = z
  .object({
    ...required,
    ...optional,
    roleContext: RoleContext.meta({ default: 'GUEST' }).optional(),
    category: TicketCategory.meta({ default: 'GENERAL' }).optional(),
    status: TicketStatus.meta({ default: 'OPEN' }).optional(),
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

/** Implemented by the server. Every method rejects with a {@link SupportError} that the operation declares. */
export interface TicketService {
  create(input: TicketCreate): Promise<Ticket>
  get(ref: Ref): Promise<Ticket>
  list(query: TicketQuery): Promise<Page<Ticket>>
  update(input: TicketUpdate): Promise<Ticket>
  /** Resolves to null, which is what travels: JSON has no undefined. */
  delete(ref: VersionedRef): Promise<null>
}

const tags = ['Support tickets']
const collection = '/support_tickets'
const member = '/support_tickets/{id}'

/** The procedures of `tickets.*`. */
export const tickets = {
  create: operation({
    openapi: { method: 'POST', path: collection, tags, summary: 'Create a support ticket' },
    success: { status: 201, description: 'The ticket.', locationOf: 'ticketId' },
    errors: ['FIELD_NOT_ALLOWED'],
  })
    .input(TicketCreate)
    .output(Ticket)
    .mutation(({ ctx, input }) => ctx.tickets.create(input)),

  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List support tickets' },
    success: { status: 200, description: 'Tickets, ascending by id unless `sort` or `q` says otherwise.' },
    errors: ['CURSOR_INVALID'],
  })
    .input(TicketQuery.prefault({}))
    .output(pageOf(Ticket))
    .query(({ ctx, input }) => ctx.tickets.list(input)),

  get: operation({
    openapi: { method: 'GET', path: member, tags, summary: 'Get a support ticket' },
    success: { status: 200, description: 'The ticket.' },
    errors: ['TICKET_NOT_FOUND'],
  })
    .input(Ref)
    .output(Ticket)
    .query(({ ctx, input }) => ctx.tickets.get(input)),

  update: operation({
    openapi: { method: 'PUT', path: member, tags, summary: 'Update a support ticket' },
    success: { status: 200, description: 'The ticket as it is now.' },
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED', 'FIELD_NOT_ALLOWED'],
  })
    .input(TicketUpdate)
    .output(Ticket)
    .mutation(({ ctx, input }) => ctx.tickets.update(input)),

  delete: operation({
    openapi: { method: 'DELETE', path: member, tags, summary: 'Delete a support ticket and its attachments' },
    success: { status: 204, description: 'Deleted.' },
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED'],
  })
    .input(VersionedRef)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.tickets.delete(input)),
}

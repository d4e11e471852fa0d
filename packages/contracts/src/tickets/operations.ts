import { z } from 'zod'
import { UPLOAD_ERRORS } from '../attachments/file-errors.ts'
import { Ref, VersionedRef } from '../core/ids.ts'
import { pageOf } from '../core/pages.ts'
import { SupportEvent } from '../events/event.ts'
import { operation } from '../trpc.ts'
import { TicketQuery } from './ticket-query.ts'
import { TimelineQuery } from './timeline-query.ts'
import { TicketToken } from './ticket-token.ts'
import { Ticket, TicketCreate, TicketUpdate } from './ticket.ts'

const tags = ['Support tickets']
const collection = '/support_tickets'
const item = '/support_tickets/{id}'

/** The procedures of `tickets.*`. */
export const tickets = {
  create: operation({
    openapi: { method: 'POST', path: collection, tags, summary: 'Create a support ticket' },
    success: { status: 201, description: 'The ticket.', locationOf: 'ticketId', hasTicketToken: true },
    errors: ['FIELD_NOT_ALLOWED'],
    events: ['ticket.created'],
  })
    .input(TicketCreate)
    .output(Ticket)
    .mutation(({ ctx, input }) => ctx.tickets.create(input)),

  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List support tickets' },
    success: { status: 200, description: 'Tickets, ascending by id unless `sort` or `q` is sent.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(TicketQuery.prefault({}))
    .output(pageOf(Ticket))
    .query(({ ctx, input }) => ctx.tickets.list(input)),

  get: operation({
    openapi: { method: 'GET', path: item, tags, summary: 'Get a support ticket' },
    success: { status: 200, description: 'The ticket.' },
    errors: ['TICKET_NOT_FOUND'],
  })
    .input(Ref)
    .output(Ticket)
    .query(({ ctx, input }) => ctx.tickets.get(input)),

  timeline: operation({
    openapi: {
      method: 'GET',
      path: `${item}/timeline`,
      tags,
      summary: 'List the events of a ticket for its requester',
    },
    success: { status: 200, description: 'The events that the requester may see, ascending by position.' },
    errors: ['TICKET_NOT_FOUND', 'CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(TimelineQuery)
    .output(pageOf(SupportEvent))
    .query(({ ctx, input }) => ctx.tickets.timeline(input)),

  update: operation({
    openapi: { method: 'PUT', path: item, tags, summary: 'Update a support ticket' },
    success: { status: 200, description: 'The updated ticket.' },
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED', 'FIELD_NOT_ALLOWED'],
    events: ['ticket.updated', 'ticket.status_changed'],
  })
    .input(TicketUpdate)
    .output(Ticket)
    .mutation(({ ctx, input }) => ctx.tickets.update(input)),

  delete: operation({
    openapi: { method: 'DELETE', path: item, tags, summary: 'Delete a support ticket and its attachments' },
    success: { status: 204, description: 'Deleted.' },
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED'],
    events: ['ticket.deleted'],
  })
    .input(VersionedRef)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.tickets.delete(input)),

  rotateToken: operation({
    openapi: { method: 'POST', path: `${item}/token`, tags, summary: 'Replace the access token of a ticket' },
    success: {
      status: 201,
      description: 'The new token. Earlier ones no longer work. It is not shown again.',
      isFleeting: true,
      isSecret: true,
    },
    errors: ['TICKET_NOT_FOUND'],
    events: [],
  })
    .input(Ref.meta({ examples: [{}] }))
    .output(TicketToken)
    .mutation(({ ctx, input }) => ctx.tickets.rotateToken(input)),
}

/** The operations of `tickets.*` with files. RPC does not have them. */
export const ticketFiles = {
  createWithFiles: operation({
    kind: 'upload',
    files: { name: 'files', min: 0, max: 5 },
    sharedPath: collection,
    openapi: { method: 'POST', path: `${collection}/with_files`, tags, summary: 'Create a support ticket with files' },
    success: { status: 201, description: 'The ticket.', locationOf: 'ticketId', hasTicketToken: true },
    errors: ['FIELD_NOT_ALLOWED', ...UPLOAD_ERRORS],
    events: ['ticket.created', 'attachment.created'],
  })
    .input(TicketCreate)
    .output(Ticket)
    .mutation(({ ctx, input }) => ctx.tickets.createWithFiles(input)),
}

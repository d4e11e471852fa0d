import { Ref } from '../core/ids.ts'
import { pageOf } from '../core/pages.ts'
import { SupportEvent } from '../events/event.ts'
import { TimelineQuery } from '../tickets/timeline-query.ts'
import { operation } from '../trpc.ts'
import { DeskTicketQuery } from './desk-ticket-query.ts'
import { DeskTicket } from './desk-ticket.ts'
import { TicketRead } from './ticket-read.ts'

const tags = ['Desk']
const collection = '/desk/tickets'
const item = '/desk/tickets/{id}'

/** The procedures of `desk.tickets.*` with which agents find their work. */
export const queue = {
  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List tickets as staff see them: the queue' },
    success: { status: 200, description: 'Tickets, those with the newest activity first unless `sort` is sent.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(DeskTicketQuery.prefault({}))
    .output(pageOf(DeskTicket))
    .query(({ ctx, input }) => ctx.desk.tickets.list(input)),

  timeline: operation({
    openapi: { method: 'GET', path: `${item}/timeline`, tags, summary: 'List the events of a ticket' },
    success: { status: 200, description: 'Events of the ticket, ascending by position.' },
    errors: ['TICKET_NOT_FOUND', 'CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(TimelineQuery)
    .output(pageOf(SupportEvent))
    .query(({ ctx, input }) => ctx.desk.tickets.timeline(input)),

  markRead: operation({
    openapi: { method: 'POST', path: `${item}/read`, tags, summary: 'Mark a ticket as read by the caller' },
    success: { status: 200, description: 'Until when the caller has read the ticket.', isFleeting: true },
    errors: ['TICKET_NOT_FOUND'],
    events: [],
  })
    .input(Ref)
    .output(TicketRead)
    .mutation(({ ctx, input }) => ctx.desk.tickets.markRead(input)),
}

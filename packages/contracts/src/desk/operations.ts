import { Ref } from '../core/ids.ts'
import { pageOf } from '../core/pages.ts'
import { operation } from '../trpc.ts'
import { DeskTicketQuery } from './desk-ticket-query.ts'
import { DeskTicket } from './desk-ticket.ts'

const tags = ['Desk']
const collection = '/desk/tickets'
const item = '/desk/tickets/{id}'

/** The procedures of `desk.tickets.*`. */
export const deskTickets = {
  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List tickets as staff see them: the queue' },
    success: { status: 200, description: 'Tickets, those with the newest activity first unless `sort` is sent.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(DeskTicketQuery.prefault({}))
    .output(pageOf(DeskTicket))
    .query(({ ctx, input }) => ctx.desk.tickets.list(input)),

  get: operation({
    openapi: { method: 'GET', path: item, tags, summary: 'Get a ticket as staff see it' },
    success: { status: 200, description: 'The ticket.' },
    errors: ['TICKET_NOT_FOUND'],
  })
    .input(Ref)
    .output(DeskTicket)
    .query(({ ctx, input }) => ctx.desk.tickets.get(input)),
}

import { Ref } from '../core/ids.ts'
import { operation } from '../trpc.ts'
import { DeskTicket } from './desk-ticket.ts'
import { queue } from './queue-operations.ts'

const tags = ['Desk']
const item = '/desk/tickets/{id}'

/** The procedures of `desk.tickets.*`. */
export const deskTickets = {
  ...queue,

  get: operation({
    openapi: { method: 'GET', path: item, tags, summary: 'Get a ticket as staff see it' },
    success: { status: 200, description: 'The ticket.' },
    errors: ['TICKET_NOT_FOUND'],
  })
    .input(Ref)
    .output(DeskTicket)
    .query(({ ctx, input }) => ctx.desk.tickets.get(input)),
}

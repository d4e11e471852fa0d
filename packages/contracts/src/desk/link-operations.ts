import { z } from 'zod'
import { Ref } from '../core/ids.ts'
import { operation } from '../trpc.ts'
import { TicketLink, TicketLinkCreate, TicketLinkRef, TicketLinks } from './link.ts'

const tags = ['Desk']
const collection = '/desk/tickets/{id}/links'

/** The procedures of `desk.links.*`. */
export const deskLinks = {
  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List the links of a ticket to others' },
    success: { status: 200, description: 'The links.', isFleeting: true },
    errors: ['TICKET_NOT_FOUND'],
  })
    .input(Ref)
    .output(TicketLinks)
    .query(({ ctx, input }) => ctx.desk.links.list(input)),

  create: operation({
    openapi: { method: 'POST', path: collection, tags, summary: 'Link a ticket to another one' },
    success: { status: 201, description: 'The link. If there is the same link already, this one.', isFleeting: true },
    errors: ['TICKET_NOT_FOUND', 'LINK_LIMIT_REACHED'],
    events: ['ticket.link_added'],
  })
    .input(TicketLinkCreate)
    .output(TicketLink)
    .mutation(({ ctx, input }) => ctx.desk.links.create(input)),

  delete: operation({
    openapi: { method: 'DELETE', path: `${collection}/{linkId}`, tags, summary: 'Remove a link' },
    success: { status: 204, description: 'Removed.' },
    errors: ['TICKET_NOT_FOUND', 'LINK_NOT_FOUND'],
    events: ['ticket.link_removed'],
  })
    .input(TicketLinkRef)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.desk.links.delete(input)),
}

import { SupportError, type Ticket, type TicketService } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/tables.ts'
import { readPage } from '../paging/page.ts'
import { deleteTicket, insertTicket, listTickets, updateTicket } from './tickets.repository.ts'

export interface TicketDependencies {
  db: Kysely<Database>
  clock: Clock
  findTicket: (id: number) => Promise<Ticket | undefined>
}

/** The rules of `tickets.*`. */
export function ticketService({ db, clock, findTicket }: TicketDependencies): TicketService {
  return {
    create: (input) => insertTicket(db, input, clock()),
    get: async ({ id }) => (await findTicket(id)) ?? notFound(id),
    list: (page) =>
      readPage(
        page,
        (after, limit) => listTickets(db, after, limit),
        (ticket) => ticket.ticketId,
      ),
    update: async (input) => (await updateTicket(db, input, clock())) ?? notFound(input.id),
    delete: async ({ id }) => ((await deleteTicket(db, id)) ? null : notFound(id)),
  }
}

function notFound(id: number): never {
  throw new SupportError('TICKET_NOT_FOUND', `Support ticket ${id} not found`)
}

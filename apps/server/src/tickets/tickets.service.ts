import { SupportError, type TicketService } from '@kinconecta/support-contracts'
import type { ServiceDependencies } from '../calls/service-dependencies.ts'
import { readPage } from '../paging/page.ts'
import { deleteTicket, insertTicket, listTickets, lockTicket, updateTicket } from './tickets.repository.ts'
import { creationBy, listedUser, mayReach, updateBy } from './tickets.rules.ts'

/** The rules of `tickets.*`. */
export function ticketService({ db, clock, actor, ifVersions, findTicket }: ServiceDependencies): TicketService {
  /** Nothing matched: it is not there, or not in this version. */
  const refuse = async (id: number): Promise<never> => {
    const ticket = await findTicket(id)
    if (!ticket || !mayReach(actor, ticket)) throw notFound(id)
    const sentence = `Support ticket ${id} has been changed; it is at version ${ticket.version} now`
    throw new SupportError('PRECONDITION_FAILED', sentence, { version: ticket.version })
  }

  return {
    create: (input) => insertTicket(db, creationBy(actor, input), clock()),

    async get({ id }) {
      const ticket = await findTicket(id)
      if (!ticket || !mayReach(actor, ticket)) throw notFound(id)
      return ticket
    },

    list: (page) =>
      readPage(
        page,
        (afterId, limit) => listTickets(db, listedUser(actor), afterId, limit),
        (ticket) => ticket.ticketId,
      ),

    async update(input) {
      if (actor.kind !== 'member') return (await updateTicket(db, input, ifVersions, clock())) ?? refuse(input.id)
      const ticket = await lockTicket(db, input.id, actor.userId)
      if (!ticket) throw notFound(input.id)
      return (await updateTicket(db, updateBy(actor, ticket, input), ifVersions, clock())) ?? refuse(input.id)
    },

    delete: async ({ id }) => ((await deleteTicket(db, id, ifVersions)) ? null : refuse(id)),
  }
}

function notFound(id: number): SupportError {
  return new SupportError('TICKET_NOT_FOUND', `Support ticket ${id} not found`)
}

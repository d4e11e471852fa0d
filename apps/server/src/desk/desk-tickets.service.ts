import type { DeskTicketService } from '@kinconecta/support-contracts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { findDeskTicket } from './desk-tickets.repository.ts'
import { queueService } from './queue.service.ts'

/** The rules of `desk.tickets.*`. Only callers that reach all tickets may use it. */
export function deskTicketService(dependencies: TicketDependencies): DeskTicketService {
  const { db } = dependencies
  return {
    ...queueService(dependencies),

    async get({ id }) {
      const ticket = await findDeskTicket(db, id)
      if (!ticket) throw ticketNotFound(id)
      return ticket
    },
  }
}

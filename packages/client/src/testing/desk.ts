import type { DeskTicket, DeskTicketService, Ticket } from '@kinconecta/support-contracts'
import { queueList } from './queue.ts'
import type { Contents } from './services.ts'
import type { Versioned } from './store.ts'

/** The rules of `desk.tickets.*` in memory. */
export function deskTicketService({ tickets, desk, log }: Contents, now: () => string): DeskTicketService {
  const view = (ticket: Ticket): Versioned<DeskTicket> => ({ ...ticket, ...desk.get(ticket) })
  return {
    get: async ({ id }) => view(tickets.get(id)),
    list: async (query) => {
      const page = tickets.list(query, queueList(query, desk, now()))
      return { ...page, items: page.items.map(view) }
    },
    timeline: async ({ id, ...page }) => log.list({ ...page, ticketId: tickets.get(id).ticketId }),
    markRead: async ({ id }) => ({ ticketId: tickets.get(id).ticketId, readAt: desk.markRead(id) }),
  }
}

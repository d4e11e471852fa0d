import type { RequesterService } from '@kinconecta/support-contracts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { viewFor } from './desk-ticket-view.ts'
import { countTicketsOf, listTicketsOf } from './requesters.repository.ts'

const NEWEST = 20

/** The rules of `desk.requesters.*`. It uses the connections of the lists, because a person can have many tickets. */
export function requesterService({ lists, clock, actor }: TicketDependencies): RequesterService {
  return {
    async get(person) {
      const tickets = await listTicketsOf(lists, person, NEWEST, clock())
      return { tickets: tickets.map(viewFor(actor)), ...(await countTicketsOf(lists, person)) }
    },
  }
}

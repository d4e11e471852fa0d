import { SupportError, type TicketService } from '@kinconecta/support-contracts'
import type { ServiceDependencies } from '../operations/service-dependencies.ts'
import { type Serving, Written } from '../operations/written.ts'
import { checkedTicket } from './ticket-json.ts'
import { ticketPage } from './ticket-page.ts'
import { deleteTicket, insertTicket, lockTicket, type StoredTicket, updateTicket } from './tickets.repository.ts'
import { creationBy, listedUser, mayReach, ticketNotFound, updateBy } from './tickets.rules.ts'

/** The rules of `tickets.*`. */
export function ticketService(dependencies: ServiceDependencies): Serving<TicketService> {
  const { db, clock, actor, ifVersions, findTicket } = dependencies

  const reach = async (id: number): Promise<StoredTicket> => {
    const ticket = await findTicket(id)
    if (ticket && mayReach(actor, ticket)) return ticket
    throw ticketNotFound(id)
  }

  /** Nothing matched: it is not there, or not in this version. */
  const refuse = async (id: number): Promise<never> => {
    const { version } = await reach(id)
    const sentence = `Support ticket ${id} has been changed; it is at version ${version} now`
    throw new SupportError('PRECONDITION_FAILED', sentence, { version })
  }

  return {
    create: (input) => insertTicket(db, creationBy(actor, input), clock()),

    async get({ id }) {
      const { json, version } = await reach(id)
      return new Written(checkedTicket(json), version)
    },

    list: (query) => ticketPage(db, query, listedUser(actor)),

    async update(input) {
      if (actor.kind !== 'member') return (await updateTicket(db, input, ifVersions, clock())) ?? refuse(input.id)
      const ticket = await lockTicket(db, input.id, actor.userId)
      if (!ticket) throw ticketNotFound(input.id)
      return (await updateTicket(db, updateBy(actor, ticket, input), ifVersions, clock())) ?? refuse(input.id)
    },

    delete: async ({ id }) => ((await deleteTicket(db, id, ifVersions)) ? null : refuse(id)),
  }
}

import type { TicketService } from '@kinconecta/support-contracts'
import type { ServiceDependencies } from '../operations/service-dependencies.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { ticketPage } from './ticket-page.ts'
import { deleteTicket, insertTicket, lockTicket, updateTicket, type VersionedTicket } from './tickets.repository.ts'
import { creationBy, ticketNotFound, updateBy } from './tickets.rules.ts'

/** The rules of `tickets.*`. */
export function ticketService(dependencies: ServiceDependencies): TicketService {
  const { db, lists, clock, actor, scope, ifVersions, findTicket } = dependencies

  const get = async (id: number): Promise<VersionedTicket> => {
    const ticket = await findTicket(id, scope)
    if (!ticket) throw ticketNotFound(id)
    return ticket
  }

  /** No row matched: the ticket is absent, or has another version. */
  const refuse = async (id: number): Promise<never> => {
    const { version } = await get(id)
    throw versionMismatch(`Support ticket ${id}`, version, ifVersions)
  }

  return {
    create: (input) => insertTicket(db, creationBy(actor, input), clock()),

    get: ({ id }) => get(id),

    list: (query) => ticketPage(lists, query, scope),

    async update(input) {
      const ticket = await lockTicket(db, input.id, scope)
      if (!ticket) throw ticketNotFound(input.id)
      return (await updateTicket(db, updateBy(actor, ticket, input), ifVersions, clock())) ?? refuse(input.id)
    },

    delete: async ({ id }) => ((await deleteTicket(db, id, scope, ifVersions)) ? null : refuse(id)),
  }
}

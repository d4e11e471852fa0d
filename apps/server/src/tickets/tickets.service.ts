import type { Actor, TicketService } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { RecordChange } from '../events/change-record.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { ticketChanges, ticketCreated } from './ticket-changes.ts'
import { ticketPage } from './ticket-page.ts'
import type { TicketReads } from './ticket-reads.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { deleteTicket, insertTicket, lockTicket, updateTicket, type VersionedTicket } from './tickets.repository.ts'
import { creationBy, ticketNotFound, updateBy } from './tickets.rules.ts'

/** What the service works with for one call. In a change, `db` and the reads are in its transaction. */
export interface TicketDependencies extends TicketReads {
  db: Kysely<Database>
  /** The connections for lists, searches and counts; nothing else uses them. */
  lists: Kysely<Database>
  clock: Clock
  actor: Actor
  /** The tickets that the call may reach. */
  scope: TicketScope
  /** The object must have one of these versions; undefined if the caller set no condition. */
  ifVersions: number[] | undefined
  /** Records what a change did, for the log of events. */
  record: RecordChange
}

/** The rules of `tickets.*`. */
export function ticketService(dependencies: TicketDependencies): TicketService {
  const { db, lists, clock, actor, scope, ifVersions, record, findTicket } = dependencies

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
    async create(input) {
      const ticket = await insertTicket(db, creationBy(actor, input), clock())
      record(ticketCreated(ticket), ticket)
      return ticket
    },

    get: ({ id }) => get(id),

    list: (query) => ticketPage(lists, query, scope),

    async update(input) {
      const ticket = await lockTicket(db, input.id, scope)
      if (!ticket) throw ticketNotFound(input.id)
      const updated =
        (await updateTicket(db, updateBy(actor, ticket, input), ifVersions, clock())) ?? (await refuse(input.id))
      for (const change of ticketChanges(ticket, updated)) record(change, updated)
      return updated
    },

    async delete({ id }) {
      const deleted = (await deleteTicket(db, id, scope, ifVersions)) ?? (await refuse(id))
      record({ type: 'ticket.deleted', ticketId: id, version: deleted.version, data: {} }, deleted)
      return null
    },
  }
}

import { type Actor, ticketChanges, ticketCreated, type TicketService } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { RecordChange } from '../events/change-record.ts'
import { timelinePage } from '../events/timeline.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { insertMessageVersion, updateCopies } from './message-versions.repository.ts'
import { ticketPage } from './ticket-page.ts'
import type { TicketReads } from './ticket-reads.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import type { TicketTokens } from '../platform/identity/ticket-tokens.ts'
import {
  deleteTicket,
  insertTicket,
  lockTicket,
  lockTicketOfAttachments,
  updateTicket,
  type VersionedTicket,
} from './tickets.repository.ts'
import { creationBy, ticketNotFound, updateBy } from './tickets.rules.ts'

/** The dependencies of the service for one call. In a mutation, `db` and the reads use its transaction. */
export interface TicketDependencies extends TicketReads {
  db: Kysely<Database>
  /** The connection pool for lists, searches and counts only. */
  lists: Kysely<Database>
  clock: Clock
  actor: Actor
  /** The tickets that the caller may access. */
  scope: TicketScope
  /** The object must have one of these versions; undefined if the caller set no condition. */
  ifVersions: number[] | undefined
  /** Records a change for the event log. */
  record: RecordChange
  ticketTokens: TicketTokens
}

/** The rules of `tickets.*`. */
export function ticketService(dependencies: TicketDependencies): TicketService {
  const { db, lists, clock, actor, scope, ifVersions, record, findTicket, ticketTokens } = dependencies

  const get = async (id: number): Promise<VersionedTicket> => {
    const ticket = await findTicket(id, scope)
    if (!ticket) throw ticketNotFound(id)
    return ticket
  }

  /** Throws if a statement matched no row: because the ticket does not exist, or because it has another version. */
  const refuse = async (id: number): Promise<never> => {
    const { version } = await get(id)
    throw versionMismatch(`Support ticket ${id}`, version, ifVersions)
  }

  return {
    async create(input) {
      const ticket = await insertTicket(db, creationBy(actor, input), clock())
      record(ticketCreated(ticket), ticket)
      if (actor.kind === 'guest') await ticketTokens.insertFirst(db, ticket.ticketId, ticket.createdAt)
      return ticket
    },

    get: ({ id }) => get(id),

    list: (query) => ticketPage(lists, query, scope),

    async timeline(query) {
      await get(query.id)
      return timelinePage(lists, query, scope, 'requester')
    },

    async update(input) {
      const ticket = await lockTicket(db, input.id, scope)
      if (!ticket) throw ticketNotFound(input.id)
      const updated =
        (await updateTicket(db, ticket, updateBy(actor, ticket, input), ifVersions, clock())) ??
        (await refuse(input.id))
      if (updated.message !== ticket.message) {
        await insertMessageVersion(db, { ticketId: input.id, messageId: 0, body: ticket.message, now: clock() })
        await updateCopies(db, input.id, updated.message, clock())
      }
      for (const change of ticketChanges(ticket, updated)) record(change, updated)
      return updated
    },

    async delete({ id }) {
      const deleted = (await deleteTicket(db, id, scope, ifVersions)) ?? (await refuse(id))
      record({ type: 'ticket.deleted', ticketId: id, version: deleted.version, data: {} }, deleted)
      return null
    },

    async rotateToken({ id }) {
      if (!(await lockTicketOfAttachments(db, id, scope, true))) throw ticketNotFound(id)
      return ticketTokens.rotate(db, id)
    },
  }
}

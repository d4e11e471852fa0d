import { CompiledQuery, type Kysely, sql } from 'kysely'
import { batchLoader } from '../platform/database/batch-loader.ts'
import type { Database } from '../platform/database/tables.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { TICKET_COLUMNS, type VersionedTicket } from './tickets.repository.ts'

/** Finds tickets by id. Concurrent calls share a statement. */
export interface TicketReads {
  /**
   * Resolves to undefined if there is no such ticket in the scope. A ticket outside the scope takes as long as a
   * missing one, whatever its size.
   */
  findTicket: (id: number, scope: TicketScope) => Promise<VersionedTicket | undefined>
}

export function ticketReads(db: Kysely<Database>): TicketReads {
  // Created on first use, because most transactions read no ticket by id.
  let findAny: ((id: number) => Promise<VersionedTicket | undefined>) | undefined
  let findOwn: ((key: string) => Promise<VersionedTicket | undefined>) | undefined
  return {
    async findTicket(id, scope) {
      if (scope.kind === 'ticket' && id !== scope.ticketId) return undefined
      if (scope.kind !== 'own') return (findAny ??= batchLoader(anyTickets(db)))(id)
      return (findOwn ??= batchLoader(ownTickets(db)))(`${scope.userId} ${id}`)
    },
  }
}

// Both statements are compiled once, because they run more often than all others.
function anyTickets(db: Kysely<Database>) {
  const { sql: text } = db
    .selectFrom('support_tickets')
    .select(TICKET_COLUMNS)
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val<number[]>([])))
    .compile()
  return async (ids: number[]) => {
    const { rows } = await db.executeQuery<VersionedTicket>(CompiledQuery.raw(text, [arrayOf(ids)]))
    return new Map(rows.map((ticket) => [ticket.ticketId, ticket]))
  }
}

/** The keys have the form `<user id> <ticket id>`. */
function ownTickets(db: Kysely<Database>) {
  const wanted = sql<{ owner: number; id: number }>`unnest(${'{}'}::bigint[], ${'{}'}::bigint[])`
  const { sql: text } = db
    .selectFrom(wanted.as<'wanted'>(sql`wanted(owner, id)`))
    .innerJoin('support_tickets', (join) =>
      join.onRef('ticket_id', '=', 'wanted.id').onRef('user_id', '=', 'wanted.owner'),
    )
    .select(TICKET_COLUMNS)
    .compile()
  return async (keys: string[]) => {
    const pairs = keys.map((key) => key.split(' '))
    const parameters = [arrayOf(pairs.map(([owner]) => owner!)), arrayOf(pairs.map(([, id]) => id!))]
    const { rows } = await db.executeQuery<VersionedTicket>(CompiledQuery.raw(text, parameters))
    return new Map(rows.map((ticket) => [`${ticket.userId} ${ticket.ticketId}`, ticket]))
  }
}

/** An array in the text format of Postgres. The driver would search each number for characters to escape. */
function arrayOf(numbers: (number | string)[]): string {
  return `{${numbers.join(',')}}`
}

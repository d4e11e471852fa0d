import type { TicketPriority } from '@kinconecta/support-contracts'
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { MAX_PAGE_BYTES } from '../tickets/listed-tickets.ts'
import { deskTicketColumns, type StoredDeskTicket } from './desk-tickets.repository.ts'

/** The place of a ticket in an order of the queue. */
export interface Place {
  id: number
  rank: TicketPriority
  time: string
}

/** A ticket, and the time by which the list is sorted, in microseconds; the API returns less precise timestamps. */
export type QueuedTicket = StoredDeskTicket & { sortedBy: string }

/**
 * Selects the tickets at these places, for a page of `limit` tickets. A message that is longer than
 * {@link MAX_PAGE_BYTES} divided by `limit` is null, so that no page is too large.
 */
export function listedDeskTickets(
  db: Kysely<Database>,
  places: SelectQueryBuilder<Database, never, Place>,
  { limit, now }: { limit: number; now: string },
): SelectQueryBuilder<Database, 'support_tickets', QueuedTicket> {
  const share = sql.lit(Math.floor(MAX_PAGE_BYTES / limit))
  const rows = db
    .selectFrom('support_tickets')
    .innerJoin(places.as('place'), 'place.id', 'support_tickets.ticket_id')
    .select(deskTicketColumns(now).filter((column) => column !== 'message'))
    .select((eb) => {
      const isShort = eb(eb.fn<number>('octet_length', ['message']), '<=', share)
      return eb.case().when(isShort).then(eb.ref('message')).end().$castTo<string>().as('message')
    })
    .select(sql<string>`to_char(place.time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('sortedBy'))
  return rows
}

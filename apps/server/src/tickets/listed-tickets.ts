import type { Ticket } from '@kinconecta/support-contracts'
import { type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { TICKET_COLUMNS } from './tickets.repository.ts'

/** The most bytes of messages in a page. */
export const MAX_PAGE_BYTES = 4 * 1024 * 1024

/** A ticket and its keyset position, which is the id unless there is more. */
export type ListedTicket = Ticket & {
  /** The timestamp or the relevance that it was sorted by. */
  sortedBy?: string | number
  /** By relevance: the newest of the tickets that were ordered. */
  newestId?: number
}

const SHORT_COLUMNS = TICKET_COLUMNS.filter((column) => column !== 'message' && column !== 'version')

/**
 * Selects the fields of a ticket on a page of `limit`. A message that is longer than its share of the page is null, so
 * that no page is too large.
 */
export function listed(
  query: SelectQueryBuilder<Database, 'support_tickets', object>,
  limit: number,
): SelectQueryBuilder<Database, 'support_tickets', ListedTicket> {
  const share = sql.lit(Math.floor(MAX_PAGE_BYTES / limit))
  return query.select(SHORT_COLUMNS).select((eb) => {
    const isShort = eb(eb.fn<number>('octet_length', ['message']), '<=', share)
    return eb.case().when(isShort).then(eb.ref('message')).end().$castTo<string>().as('message')
  })
}

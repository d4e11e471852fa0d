import type { Ticket } from '@kinconecta/support-contracts'
import { type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { TICKET_COLUMNS } from './tickets.repository.ts'

/** The maximum size of the messages of a page, in bytes. */
export const MAX_PAGE_BYTES = 4 * 1024 * 1024

/** A ticket and the other values of its keyset position. In the order of ids, the position is the id alone. */
export type ListedTicket = Ticket & {
  /** The timestamp or the relevance by which the list is sorted. */
  sortedBy?: string | number
  /** In the order of relevance: the id of the newest ticket that was ranked. */
  newestId?: number
}

const SHORT_COLUMNS = TICKET_COLUMNS.filter((column) => column !== 'message' && column !== 'version')

/**
 * Selects the fields of tickets for a page of `limit` tickets. A message that is longer than {@link MAX_PAGE_BYTES}
 * divided by `limit` is null, so that no page is too large.
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

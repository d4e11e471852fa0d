import { Id, TimestampInput, type TicketSort } from '@kinconecta/support-contracts'
import { type ExpressionBuilder, type SqlBool, type Expression, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../platform/database/tables.ts'
import type { KeysetPosition } from '../platform/paging/cursor.ts'

/** An order of tickets: by `key`, and by id if the keys are equal. */
export interface TicketOrder {
  key: 'ticket_id' | 'created_at' | 'updated_at' | 'relevance'
  isDescending: boolean
  /** The schema of the values of a cursor. For relevance, they include the id of the newest ticket that was ranked. */
  position: z.ZodType<KeysetPosition>
}

/** An order by a column of the table. */
export type ColumnOrder = TicketOrder & { key: Exclude<TicketOrder['key'], 'relevance'> }

const ofId = z.tuple([Id])
const ofTimestamp = z.tuple([TimestampInput, Id])
const ofRelevance = z.tuple([z.number().min(0).max(1), Id, Id])

const ORDERS: Readonly<Record<TicketSort, TicketOrder>> = {
  ticketId: { key: 'ticket_id', isDescending: false, position: ofId },
  '-ticketId': { key: 'ticket_id', isDescending: true, position: ofId },
  createdAt: { key: 'created_at', isDescending: false, position: ofTimestamp },
  '-createdAt': { key: 'created_at', isDescending: true, position: ofTimestamp },
  updatedAt: { key: 'updated_at', isDescending: false, position: ofTimestamp },
  '-updatedAt': { key: 'updated_at', isDescending: true, position: ofTimestamp },
  relevance: { key: 'relevance', isDescending: true, position: ofRelevance },
}

export function orderOf(sort: TicketSort): TicketOrder {
  return ORDERS[sort]
}

export function isByColumn(order: TicketOrder): order is ColumnOrder {
  return order.key !== 'relevance'
}

/** The expressions after `order by`. */
export function inOrder({ key, isDescending }: ColumnOrder) {
  const direction = isDescending ? sql`desc` : sql`asc`
  const id = sql`${sql.ref('support_tickets.ticket_id')} ${direction}`
  return key === 'ticket_id' ? id : sql`${sql.ref(`support_tickets.${key}`)} ${direction}, ${id}`
}

/** Whether a ticket comes after the keyset position of a cursor. */
export function isAfter(
  eb: ExpressionBuilder<Database, 'support_tickets'>,
  { key, isDescending }: ColumnOrder,
  position: KeysetPosition,
): Expression<SqlBool> {
  const comparison = isDescending ? '<' : '>'
  if (key === 'ticket_id') return eb('ticket_id', comparison, position[0] as number)
  return eb(eb.refTuple(key, 'ticket_id'), comparison, eb.tuple(position[0] as string, position[1] as number))
}

/**
 * Selects the timestamp for the cursor, in microseconds; the API returns less precise timestamps. Selects nothing in
 * the order of ids.
 */
export function sortedBy({ key }: ColumnOrder) {
  if (key === 'ticket_id') return []
  const value = sql.ref(`support_tickets.${key}`)
  return [sql<string>`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('sortedBy')]
}

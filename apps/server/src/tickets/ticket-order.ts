import { Id, TimestampInput, type TicketSort } from '@kinconecta/support-contracts'
import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { Edge } from '../platform/paging/cursor.ts'

/** An order of tickets: by the value of `key`, and by id where that is equal. */
export interface TicketOrder {
  key: 'ticket_id' | 'created_at' | 'updated_at' | 'relevance'
  isDescending: boolean
  /** What a cursor of this order has to hold. Relevance also holds the newest ticket of the set that it orders. */
  edge: z.ZodType<Edge>
}

const ofId = z.tuple([Id])
const ofMoment = z.tuple([TimestampInput, Id])
const ofRelevance = z.tuple([z.number().min(0).max(1), Id, Id])

const ORDERS: Readonly<Record<TicketSort, TicketOrder>> = {
  ticketId: { key: 'ticket_id', isDescending: false, edge: ofId },
  '-ticketId': { key: 'ticket_id', isDescending: true, edge: ofId },
  createdAt: { key: 'created_at', isDescending: false, edge: ofMoment },
  '-createdAt': { key: 'created_at', isDescending: true, edge: ofMoment },
  updatedAt: { key: 'updated_at', isDescending: false, edge: ofMoment },
  '-updatedAt': { key: 'updated_at', isDescending: true, edge: ofMoment },
  relevance: { key: 'relevance', isDescending: true, edge: ofRelevance },
}

export function orderOf(sort: TicketSort): TicketOrder {
  return ORDERS[sort]
}

/** `order by` for rows that have `key` and `ticket_id`. */
export function byKey({ isDescending }: TicketOrder): RawBuilder<unknown> {
  return isDescending ? sql`key desc, ticket_id desc` : sql`key, ticket_id`
}

/** `order by` for rows of the table, which an index can follow. */
export function byColumns({ key, isDescending }: TicketOrder): RawBuilder<unknown> {
  if (key === 'ticket_id') return isDescending ? sql`ticket_id desc` : sql`ticket_id`
  return isDescending ? sql`${sql.ref(key)} desc, ticket_id desc` : sql`${sql.ref(key)}, ticket_id`
}

/** Whether a row comes after `edge`: one of the table, or one whose value to sort by is in `column`. */
export function isAfter({ key, isDescending }: TicketOrder, edge: Edge, column: string = key): RawBuilder<boolean> {
  const comparison = isDescending ? sql`<` : sql`>`
  if (key === 'ticket_id') return sql`ticket_id ${comparison} ${edge[0]}::bigint`
  return sql`(${sql.ref(column)}, ticket_id) ${comparison} (${edge[0]}::timestamptz, ${edge[1]}::bigint)`
}

/** {@link isAfter} as a condition among others; none at the beginning of a list. */
export function afterEdge(
  { order, edge }: { order: TicketOrder; edge: Edge | undefined },
  column?: string,
): RawBuilder<boolean>[] {
  return edge ? [isAfter(order, edge, column)] : []
}

/** A key as a cursor holds it: a moment to the microsecond, which the wire form of a ticket does not have. */
export function keyText({ key }: TicketOrder): RawBuilder<string | number> {
  if (key !== 'created_at' && key !== 'updated_at') return sql`key`
  return sql`to_char(key at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}

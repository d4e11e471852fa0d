import { type DeskTicketSort, Id, TicketPriority, TimestampInput } from '@kinconecta/support-contracts'
import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../platform/database/tables.ts'
import type { KeysetPosition } from '../platform/paging/cursor.ts'
import { DUE_AT, NEVER } from '../service-levels/due-columns.ts'
import { LAST_ACTIVITY } from './desk-tickets.repository.ts'

/** An order of the queue: by priority if it is one by priority, then by a time, then by id in the same direction. */
export interface QueueOrder {
  time: 'last_activity' | 'created_at' | 'due_at'
  isDescending: boolean
  isByPriority: boolean
  /** The schema of the values of a cursor. */
  position: z.ZodType<KeysetPosition>
}

const ofTime = z.tuple([TimestampInput, Id])
const ofPriority = z.tuple([TicketPriority, TimestampInput, Id])

const ORDERS: Readonly<Record<DeskTicketSort, QueueOrder>> = {
  lastActivityAt: { time: 'last_activity', isDescending: false, isByPriority: false, position: ofTime },
  '-lastActivityAt': { time: 'last_activity', isDescending: true, isByPriority: false, position: ofTime },
  // The most urgent first, and of those the one that waits longest.
  '-priority': { time: 'last_activity', isDescending: false, isByPriority: true, position: ofPriority },
  priority: { time: 'last_activity', isDescending: true, isByPriority: true, position: ofPriority },
  createdAt: { time: 'created_at', isDescending: false, isByPriority: false, position: ofTime },
  '-createdAt': { time: 'created_at', isDescending: true, isByPriority: false, position: ofTime },
  // Tickets that are not due are the last.
  dueAt: { time: 'due_at', isDescending: false, isByPriority: false, position: ofTime },
  '-dueAt': { time: 'due_at', isDescending: true, isByPriority: false, position: ofTime },
}

export function queueOrderOf(sort: DeskTicketSort): QueueOrder {
  return ORDERS[sort]
}

/** The time by which a ticket is sorted. */
export function timeOf({ time }: QueueOrder): RawBuilder<string> {
  if (time === 'due_at') return sql<string>`coalesce(${DUE_AT}, ${NEVER}::timestamptz)`
  return time === 'created_at' ? sql<string>`support_tickets.created_at` : LAST_ACTIVITY
}

/** The expressions after `order by`, for rows with the columns of a keyset position. */
export function inQueueOrder({ isDescending, isByPriority }: QueueOrder) {
  const direction = isDescending ? sql`desc` : sql`asc`
  const rest = sql`time ${direction}, id ${direction}`
  return isByPriority ? sql`rank ${isDescending ? sql`asc` : sql`desc`}, ${rest}` : rest
}

/** Whether a ticket comes after the keyset position of a cursor. */
export function isQueuedAfter(
  eb: ExpressionBuilder<Database, 'support_tickets'>,
  order: QueueOrder,
  position: KeysetPosition,
): Expression<SqlBool> {
  const comparison = order.isDescending ? sql`<` : sql`>`
  const [time, id] = position.slice(-2)
  const isLater = sql<SqlBool>`(${timeOf(order)}, ticket_id) ${comparison} (${time}::timestamptz, ${id}::bigint)`
  if (!order.isByPriority) return isLater
  const priority = position[0] as TicketPriority
  return eb.or([
    eb('priority', order.isDescending ? '>' : '<', priority),
    eb.and([eb('priority', '=', priority), isLater]),
  ])
}

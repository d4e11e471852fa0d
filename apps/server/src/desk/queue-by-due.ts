import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { HAS_NO_DUE, NEVER } from '../service-levels/due-columns.ts'
import type { Place } from './listed-desk-tickets.ts'
import { isQueued } from './queue-filters.ts'
import { inQueueOrder } from './queue-order.ts'
import type { QueueSlice } from './queue-slice.ts'

/**
 * The places of a slice of the queue in the order of `dueAt`. The index of the targets has the tickets with a time in
 * this order; the others are sorted by id.
 */
export function placesByDue(db: Kysely<Database>, { filters, order, position, limit }: QueueSlice) {
  const direction = order.isDescending ? sql`desc` : sql`asc`
  const comparison = order.isDescending ? sql`<` : sql`>`
  const [time, id] = position ?? []
  // Other names, because filters name the columns of tickets.
  const running = db
    .selectFrom('sla_targets')
    .select(['sla_targets.ticket_id as id', 'due_at as time'])
    .where(sql<SqlBool>`is_next and paused_at is null`)
  const timed = db
    .selectFrom(running.as('due'))
    .innerJoin('support_tickets', 'support_tickets.ticket_id', 'due.id')
    .select(['due.id', 'priority as rank', 'due.time'])
    .where((eb) => isQueued(eb as never, filters))
    .$if(position !== undefined, (query) =>
      query.where(sql<SqlBool>`(due.time, due.id) ${comparison} (${time}::timestamptz, ${id}::bigint)`),
    )
    .orderBy(sql`due.time ${direction}, due.id ${direction}`)
    .limit(sql.lit(limit))
  const others = db
    .selectFrom('support_tickets')
    .select(['ticket_id as id', 'priority as rank', sql<string>`${NEVER}::timestamptz`.as('time')])
    .where(HAS_NO_DUE)
    .where((eb) => isQueued(eb, filters))
    .$if(position !== undefined, (query) =>
      query.where(sql<SqlBool>`(${NEVER}::timestamptz, ticket_id) ${comparison} (${time}::timestamptz, ${id}::bigint)`),
    )
    .orderBy(sql`ticket_id ${direction}`)
    .limit(sql.lit(limit))
  const all = db
    .selectFrom(timed.as('one'))
    .selectAll()
    .unionAll(db.selectFrom(others.as('one')).selectAll())
  return db
    .selectFrom(all.as('one'))
    .select(['one.id', 'one.rank', 'one.time'])
    .orderBy(inQueueOrder(order))
    .limit(sql.lit(limit))
    .$castTo<Place>()
}

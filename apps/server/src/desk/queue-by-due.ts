import { type Kysely, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { HAS_NO_DUE, NEVER } from '../service-levels/due-columns.ts'
import type { Place } from './listed-desk-tickets.ts'
import { isQueued, type QueueFilters } from './queue-filters.ts'
import { inQueueOrder } from './queue-order.ts'
import type { QueueSlice } from './queue-slice.ts'

type Places = SelectQueryBuilder<Database, never, Place>

/**
 * The places of a slice of the queue in the order of `dueAt`: the tickets with a time, which an index of the targets has
 * in this order, then the others by id; descending the reverse. The second part is read only if the first is short.
 */
export function placesByDue(db: Kysely<Database>, slice: QueueSlice) {
  const { order, limit } = slice
  const parts = [timedPlaces(db, slice), otherPlaces(db, slice)] as const
  const [first, second] = order.isDescending ? [parts[1], parts[0]] : parts
  const isShort = sql<SqlBool>`(select count(*) from first_part) < ${sql.lit(limit)}`
  return db
    .with('first_part', () => first)
    .selectFrom((eb) =>
      eb
        .selectFrom('first_part')
        .selectAll()
        .unionAll(db.selectFrom(second.as('second_part')).selectAll().where(isShort))
        .as('one'),
    )
    .select(['one.id', 'one.rank', 'one.time'])
    .orderBy(inQueueOrder(order))
    .limit(sql.lit(limit))
    .$castTo<Place>()
}

function timedPlaces(db: Kysely<Database>, { filters, order, position, limit }: QueueSlice): Places {
  const { direction, comparison, time, id } = bounds(order, position)
  // Other names, because filters name the columns of tickets.
  const running = db
    .selectFrom('sla_targets')
    .select(['sla_targets.ticket_id as id', 'due_at as time'])
    .where(sql<SqlBool>`is_next and paused_at is null`)
  return db
    .selectFrom(running.as('due'))
    .innerJoin('support_tickets', 'support_tickets.ticket_id', 'due.id')
    .select(['due.id', 'priority as rank', 'due.time'])
    .where((eb) => isQueued(eb as never, filters))
    .$if(position !== undefined, (query) =>
      query.where(sql<SqlBool>`(due.time, due.id) ${comparison} (${time}::timestamptz, ${id}::bigint)`),
    )
    .orderBy(sql`due.time ${direction}, due.id ${direction}`)
    .limit(sql.lit(limit))
}

function otherPlaces(db: Kysely<Database>, { filters, order, position, limit }: QueueSlice): Places {
  const { direction, comparison, time, id } = bounds(order, position)
  const found = db
    .selectFrom('support_tickets')
    .select(['ticket_id as id', 'priority as rank', sql<string>`${NEVER}::timestamptz`.as('time')])
    .where(HAS_NO_DUE)
    .where((eb) => isQueued(eb, filters))
    .$if(position !== undefined, (query) =>
      query.where(sql<SqlBool>`(${NEVER}::timestamptz, ticket_id) ${comparison} (${time}::timestamptz, ${id}::bigint)`),
    )
    // The few that are not done are sorted; the ids of all others are in order.
    .$if(isOfUnfinished(filters), (query) => query.modifyEnd(sql`offset 0`))
  return db
    .selectFrom(found.as('found'))
    .select(['found.id', 'found.rank', 'found.time'])
    .orderBy(sql`found.id ${direction}`)
    .limit(sql.lit(limit))
}

function bounds({ isDescending }: QueueSlice['order'], [time, id]: NonNullable<QueueSlice['position']> = []) {
  return { direction: isDescending ? sql`desc` : sql`asc`, comparison: isDescending ? sql`<` : sql`>`, time, id }
}

function isOfUnfinished({ status }: QueueFilters): boolean {
  return status !== undefined && !status.includes('RESOLVED') && !status.includes('CLOSED')
}

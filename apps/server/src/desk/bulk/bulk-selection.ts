import type { Kysely, SelectQueryBuilder } from 'kysely'
import { sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../../platform/database/statements.ts'
import type { Database } from '../../platform/database/tables.ts'

/** The number of tickets in a chunk. */
export const CHUNK = 1_000

/** A statement that selects the ids of tickets, each once. */
export type SelectedIds = SelectQueryBuilder<Database, never, { id: number }>

/**
 * Stores the ids that a statement selects, ascending and at most `limit`, as the tickets of a bulk change. One statement
 * selects and stores, so the tickets are those of one point in time. Returns their number.
 */
export async function insertSelection(
  transaction: Kysely<Database>,
  bulkId: number,
  selected: SelectedIds,
  limit: number,
): Promise<number> {
  const numbered = transaction
    .selectFrom(selected.as('selected'))
    .select(['id', sql<number>`row_number() over (order by id) - 1`.as('place')])
    .orderBy('id')
    .limit(sql.lit(limit))
  const stored = await transaction
    .insertInto('bulk_chunks')
    .columns(['bulk_id', 'number', 'ticket_ids'])
    .expression((eb) =>
      eb
        .selectFrom(numbered.as('numbered'))
        .select([
          sql<number>`${bulkId}::bigint`.as('bulk_id'),
          sql<number>`(place / ${sql.lit(CHUNK)})::int`.as('number'),
          sql<number[]>`array_agg(id order by id)`.as('ticket_ids'),
        ])
        .groupBy(sql`2`),
    )
    .returning(sql<number>`cardinality(ticket_ids)`.as('count'))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .execute()
  return stored.reduce((total, { count }) => total + count, 0)
}

/** Selects these ids, whether or not there are such tickets. */
export function theseIds(db: Kysely<Database>, ids: readonly number[]): SelectedIds {
  return db.selectFrom(sql<{ id: number }>`unnest(${ids}::bigint[])`.as<'given'>(sql`given(id)`)).select('given.id')
}

/** Selects the tickets of a bulk change that can be undone, without those that an undo has restored already. */
export function undoableIds(db: Kysely<Database>, bulkId: number): SelectedIds {
  return db
    .selectFrom('bulk_results')
    .select('ticket_id as id')
    .where('bulk_id', '=', bulkId)
    .where('replaced', 'is not', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('bulk_results as restored')
            .innerJoin('bulk_changes as undo', 'undo.bulk_id', 'restored.bulk_id')
            .whereRef('restored.ticket_id', '=', 'bulk_results.ticket_id')
            .where('undo.undo_of', '=', bulkId)
            .where('restored.outcome', '=', 'changed'),
        ),
      ),
    )
}

/** The ids of a bulk change from this place on, at most `limit`. They are of one chunk. */
export async function findSelectedIds(
  db: Kysely<Database>,
  bulkId: number,
  place: number,
  limit: number,
): Promise<number[]> {
  const start = place % CHUNK
  const row = await db
    .selectFrom('bulk_chunks')
    .select(sql<number[]>`ticket_ids[${start + 1}::int:${start + limit}::int]`.as('ids'))
    .where('bulk_id', '=', bulkId)
    .where('number', '=', Math.floor(place / CHUNK))
    .executeTakeFirst()
  return row?.ids ?? []
}

import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** A merge that can be undone. */
export interface StoredMerge {
  mergeId: number
  addedFollowerIds: string[]
}

/** Where the messages of a merged ticket are, and the merges on the way there. */
export interface MergeChain {
  targetId: number
  mergeIds: number[]
}

// The most merges that are followed, one into the next.
const MAX_CHAIN = 100

/** Stores a merge, with what the source is before. Both tickets must be locked. Returns its id. */
export async function insertMerge(
  transaction: Kysely<Database>,
  { sourceId, targetId, addedFollowerIds }: { sourceId: number; targetId: number; addedFollowerIds: string[] },
  now: string,
): Promise<number> {
  const { mergeId } = await transaction
    .insertInto('ticket_merges')
    .columns(['source_id', 'target_id', 'merged_at', 'added_follower_ids', ...KEPT])
    .expression((eb) =>
      eb
        .selectFrom('support_tickets')
        .select([
          'ticket_id as source_id',
          sql<number>`${targetId}::bigint`.as('target_id'),
          sql<string>`${now}::timestamptz`.as('merged_at'),
          sql<string[]>`${addedFollowerIds}::text[]`.as('added_follower_ids'),
          ...KEPT,
        ])
        .where('ticket_id', '=', sourceId),
    )
    .returning('merge_id as mergeId')
    .executeTakeFirstOrThrow()
  return mergeId
}

/** The columns of a ticket that undoing a merge restores. */
const KEPT = [
  'status',
  'waiting_on',
  'resolution_code',
  'duplicate_of',
  'is_snoozed',
  'snoozed_until',
  'resolved_at',
  'closed_at',
] as const

/** Finds the newest merge of a ticket into another one. */
export async function findMerge(
  db: Kysely<Database>,
  { sourceId, targetId }: { sourceId: number; targetId: number },
): Promise<StoredMerge | undefined> {
  return db
    .selectFrom('ticket_merges')
    .select(['merge_id as mergeId', 'added_follower_ids as addedFollowerIds'])
    .where('source_id', '=', sourceId)
    .where('target_id', '=', targetId)
    .orderBy('merge_id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Restores what the source of a merge was before. The version that requesters see changes with the status. */
export async function restoreSource(
  transaction: Kysely<Database>,
  { sourceId, mergeId }: { sourceId: number; mergeId: number },
  now: string,
): Promise<void> {
  const before = sql.join(KEPT.map((column) => sql`${sql.ref(column)} = ticket_merges.${sql.ref(column)}`))
  const isSame = sql`support_tickets.status = ticket_merges.status`
  await sql`
    update support_tickets set ${before}, merge_target_id = null, merged_at = null,
      updated_at = case when ${isSame} then updated_at else ${now}::timestamptz end,
      status_changed_at = case when ${isSame} then status_changed_at else ${now}::timestamptz end,
      version = version + case when ${isSame} then 0 else 1 end
    from ticket_merges
    where ticket_id = ${sourceId} and merge_id = ${mergeId}`.execute(transaction)
}

export async function deleteMerge(transaction: Kysely<Database>, mergeId: number): Promise<void> {
  await transaction.deleteFrom('ticket_merges').where('merge_id', '=', mergeId).execute()
}

/** Follows the merges of a ticket to the ticket that has its messages. Undefined if it is not merged, or too far. */
export async function findMergeChain(db: Kysely<Database>, ticketId: number): Promise<MergeChain | undefined> {
  const { rows } = await sql<MergeChain>`
    with recursive chain as (
      select ticket_id, merge_target_id, array[]::bigint[] as merge_ids
      from support_tickets where ticket_id = ${ticketId}
      union all
      select target.ticket_id, case when target.status = 'CLOSED' then target.merge_target_id end,
        merge_ids || (
          select max(merge_id) from ticket_merges where source_id = chain.ticket_id and target_id = target.ticket_id
        )
      from chain join support_tickets target on target.ticket_id = chain.merge_target_id
      where cardinality(merge_ids) < ${sql.lit(MAX_CHAIN)}
    )
    select ticket_id as "targetId", merge_ids as "mergeIds" from chain
    where merge_target_id is null and cardinality(merge_ids) > 0`.execute(db)
  return rows[0]
}

import {
  type Actor,
  agentIdOf,
  type BulkChange,
  type BulkResult,
  type TicketChangeSet,
} from '@kinconecta/support-contracts'
import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { Database } from '../../platform/database/tables.ts'

const COLUMNS = [
  'bulk_id as bulkId',
  'status',
  'total',
  'done',
  'failed',
  'is_atomic as atomic',
  'changes',
  'undo_of as undoOf',
  // One that was cancelled or given up can be made again.
  sql<number | null>`(select max(undo.bulk_id) from bulk_changes as undo
    where undo.undo_of = bulk_changes.bulk_id and undo.status not in ('cancelled', 'failed'))`.as('undoneBy'),
  'created_at as createdAt',
  'ended_at as endedAt',
] as const

/** Whose bulk changes an agent or an API key sees: its own, also those that it made with another role. */
export function ownerOf(actor: Actor): string {
  const agentId = agentIdOf(actor)
  return agentId === undefined ? actor.id : `agent:${agentId}`
}

/** Makes the bulk changes of an owner wait for each other until this transaction ends, and counts the unfinished ones. */
export async function countUnfinished(transaction: Kysely<Database>, owner: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bulk ${owner}`}::text, 0))`.execute(transaction)
  const { count } = await transaction
    .selectFrom('bulk_changes')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('owner', '=', owner)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

/** What a new bulk change does. */
export interface NewBulk {
  changes: TicketChangeSet | null
  undoOf: number | null
  isAtomic: boolean
  versions: Record<string, number> | null
}

/** Counts the tickets of the bulk changes of an owner since a time. */
export async function countTicketsSince(db: Kysely<Database>, owner: string, since: string): Promise<number> {
  const { count } = await db
    .selectFrom('bulk_changes')
    .select(sql<number>`coalesce(sum(total), 0)::bigint`.as('count'))
    .where('owner', '=', owner)
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow()
  return count
}

/** Inserts a bulk change without tickets. Returns its id. */
export async function insertBulk(
  transaction: Kysely<Database>,
  actor: Actor,
  { changes, undoOf, isAtomic, versions }: NewBulk,
  now: string,
): Promise<number> {
  const { id } = await transaction
    .insertInto('bulk_changes')
    .values({
      owner: ownerOf(actor),
      actor_kind: actor.kind as 'agent',
      actor_id: actor.id,
      changes: changes && JSON.stringify(changes),
      undo_of: undoOf,
      is_atomic: isAtomic,
      versions: versions && JSON.stringify(versions),
      total: 0,
      created_at: now,
      ended_at: null,
    })
    .returning('bulk_id as id')
    .executeTakeFirstOrThrow()
  return id
}

/** Sets the number of tickets, and returns the bulk change. */
export async function updateTotal(transaction: Kysely<Database>, id: number, total: number): Promise<BulkChange> {
  return transaction
    .updateTable('bulk_changes')
    .set({ total })
    .where('bulk_id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
}

/** Finds a bulk change that the caller sees: an own one, or any if it is an admin. */
export async function findBulk(db: Kysely<Database>, actor: Actor, id: number): Promise<BulkChange | undefined> {
  return db
    .selectFrom('bulk_changes')
    .select(COLUMNS)
    .where('bulk_id', '=', id)
    .where((eb) => isVisible(eb, actor))
    .executeTakeFirst()
}

/** Locks a bulk change that the caller sees until this transaction ends. Returns whether there is one. */
export async function lockVisibleBulk(transaction: Kysely<Database>, actor: Actor, id: number): Promise<boolean> {
  const row = await transaction
    .selectFrom('bulk_changes')
    .select('bulk_id')
    .where('bulk_id', '=', id)
    .where((eb) => isVisible(eb, actor))
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** Lists the bulk changes of an owner with ids below `before`, the newest first. */
export async function listBulks(
  db: Kysely<Database>,
  owner: string,
  before: number | undefined,
  limit: number,
): Promise<BulkChange[]> {
  return db
    .selectFrom('bulk_changes')
    .select(COLUMNS)
    .where('owner', '=', owner)
    .$if(before !== undefined, (query) => query.where('bulk_id', '<', before!))
    .orderBy('bulk_id', 'desc')
    .limit(sql.lit(limit))
    .execute()
}

/** Lists the results of a bulk change for tickets after this id, ascending. */
export async function listResults(
  db: Kysely<Database>,
  bulkId: number,
  { outcome, after, limit }: { outcome: BulkResult['outcome'][] | undefined; after: number; limit: number },
): Promise<BulkResult[]> {
  return db
    .selectFrom('bulk_results')
    .select(['ticket_id as ticketId', 'outcome', 'code', 'detail'])
    .where('bulk_id', '=', bulkId)
    .where('ticket_id', '>', after)
    .$if(outcome !== undefined, (query) => query.where('outcome', 'in', outcome!))
    .orderBy('ticket_id')
    .limit(sql.lit(limit))
    .$castTo<BulkResult>()
    .execute()
}

/** Ends a bulk change that has not ended. */
export async function endBulk(
  transaction: Kysely<Database>,
  id: number,
  status: 'done' | 'failed' | 'cancelled',
  now: string,
): Promise<void> {
  await transaction
    .updateTable('bulk_changes')
    .set({ status, ended_at: now })
    .where('bulk_id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
}

function isVisible(eb: ExpressionBuilder<Database, 'bulk_changes'>, actor: Actor) {
  return actor.kind === 'admin' ? eb.lit(true) : eb('owner', '=', ownerOf(actor))
}

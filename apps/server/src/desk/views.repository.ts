import type { DeskView, DeskViewCreate, DeskViewUpdate } from '@kinconecta/support-contracts'
import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** A view with its version, from which its ETag is made. */
export type VersionedView = DeskView & { version: number }

const COLUMNS = [
  'view_id as viewId',
  'owner_id as ownerId',
  'name',
  'is_shared as isShared',
  'query',
  'created_at as createdAt',
  'version',
] as const

/** Lists at most `limit` views that the agent sees, those after the id `after`, ascending by id. */
export async function listViews(
  db: Kysely<Database>,
  agentId: string,
  after: number,
  limit: number,
): Promise<VersionedView[]> {
  const rows = await db
    .selectFrom('views')
    .select(COLUMNS)
    .where((eb) => isVisible(eb, agentId))
    .where('view_id', '>', after)
    .orderBy('view_id')
    .limit(sql.lit(limit))
    .execute()
  return rows
}

/** Finds those of the views that the agent sees. */
export async function findViews(db: Kysely<Database>, agentId: string, ids: number[]): Promise<VersionedView[]> {
  const rows = await db
    .selectFrom('views')
    .select(COLUMNS)
    .where((eb) => isVisible(eb, agentId))
    .where('view_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .execute()
  return rows
}

/** Locks a view that the agent sees until this transaction ends. */
export async function lockView(
  transaction: Kysely<Database>,
  agentId: string,
  id: number,
): Promise<VersionedView | undefined> {
  const row = await transaction
    .selectFrom('views')
    .select(COLUMNS)
    .where((eb) => isVisible(eb, agentId))
    .where('view_id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row
}

/** Counts the views of an agent. Others wait with their own until this transaction ends. */
export async function countViews(transaction: Kysely<Database>, agentId: string): Promise<number> {
  await transaction.selectFrom('agents').select('agent_id').where('agent_id', '=', agentId).forNoKeyUpdate().execute()
  const { total } = await transaction
    .selectFrom('views')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('owner_id', '=', agentId)
    .executeTakeFirstOrThrow()
  return total
}

export async function insertView(
  transaction: Kysely<Database>,
  agentId: string,
  { name, isShared = false, query }: DeskViewCreate,
  now: string,
): Promise<VersionedView> {
  const row = await transaction
    .insertInto('views')
    .values({ owner_id: agentId, name, is_shared: isShared, query: JSON.stringify(query), created_at: now })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
  return row
}

export async function updateView(
  transaction: Kysely<Database>,
  { id, name, isShared, query }: DeskViewUpdate,
): Promise<VersionedView> {
  const row = await transaction
    .updateTable('views')
    .set({ name, is_shared: isShared, query: JSON.stringify(query) })
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('view_id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
  return row
}

export async function deleteView(transaction: Kysely<Database>, id: number): Promise<void> {
  await transaction.deleteFrom('views').where('view_id', '=', id).execute()
}

function isVisible(eb: ExpressionBuilder<Database, 'views'>, agentId: string) {
  return eb.or([eb('owner_id', '=', agentId), eb('is_shared', '=', true)])
}

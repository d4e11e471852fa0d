import type { Macro, MacroCreate, MacroUpdate } from '@kinconecta/support-contracts'
import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { Database } from '../../platform/database/tables.ts'

/** A macro with its version, from which its ETag is made. */
export type VersionedMacro = Macro & { version: number }

const COLUMNS = [
  'macro_id as macroId',
  'owner_id as ownerId',
  'name',
  'is_shared as isShared',
  'team_id as teamId',
  'reply',
  'changes',
  'created_at as createdAt',
  'version',
] as const

/** Who asks for macros. An admin sees all that are shared, whatever their team. */
export interface MacroReader {
  agentId: string
  isAdmin: boolean
}

/** Lists at most `limit` macros that the agent sees, those after the id `after`, ascending by id. */
export async function listMacros(
  db: Kysely<Database>,
  reader: MacroReader,
  after: number,
  limit: number,
): Promise<VersionedMacro[]> {
  return db
    .selectFrom('macros')
    .select(COLUMNS)
    .where((eb) => isVisible(eb, reader))
    .where('macro_id', '>', after)
    .orderBy('macro_id')
    .limit(sql.lit(limit))
    .execute()
}

/** Finds those of the macros that the agent sees. */
export async function findMacros(
  db: Kysely<Database>,
  reader: MacroReader,
  ids: readonly number[],
): Promise<VersionedMacro[]> {
  return db
    .selectFrom('macros')
    .select(COLUMNS)
    .where((eb) => isVisible(eb, reader))
    .where('macro_id', '=', (eb) => eb.fn.any(eb.val([...ids])))
    .execute()
}

/** Locks a macro that the agent sees until this transaction ends. Calls that apply it do not wait. */
export async function lockMacro(
  transaction: Kysely<Database>,
  reader: MacroReader,
  id: number,
): Promise<VersionedMacro | undefined> {
  return transaction
    .selectFrom('macros')
    .select(COLUMNS)
    .where((eb) => isVisible(eb, reader))
    .where('macro_id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** Counts the macros of an agent. Others wait with their own until this transaction ends. */
export async function countMacros(transaction: Kysely<Database>, agentId: string): Promise<number> {
  await transaction.selectFrom('agents').select('agent_id').where('agent_id', '=', agentId).forNoKeyUpdate().execute()
  const { total } = await transaction
    .selectFrom('macros')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('owner_id', '=', agentId)
    .executeTakeFirstOrThrow()
  return total
}

export async function insertMacro(
  transaction: Kysely<Database>,
  agentId: string,
  input: MacroCreate,
  now: string,
): Promise<VersionedMacro> {
  return transaction
    .insertInto('macros')
    .values({ ...valuesOf(input), owner_id: agentId, created_at: now, last_used_at: null })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
}

export async function updateMacro(transaction: Kysely<Database>, input: MacroUpdate): Promise<VersionedMacro> {
  return transaction
    .updateTable('macros')
    .set((eb) => ({ ...valuesOf(input), version: eb('version', '+', 1) }))
    .where('macro_id', '=', input.id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
}

export async function deleteMacro(transaction: Kysely<Database>, id: number): Promise<void> {
  await transaction.deleteFrom('macros').where('macro_id', '=', id).execute()
}

function valuesOf({ name, isShared = false, teamId = null, reply = null, changes = {} }: MacroCreate) {
  return {
    name,
    is_shared: isShared,
    team_id: teamId,
    reply: reply && JSON.stringify(reply),
    changes: JSON.stringify(changes),
  }
}

function isVisible(eb: ExpressionBuilder<Database, 'macros'>, { agentId, isAdmin }: MacroReader) {
  const isMember = sql<boolean>`exists (select from team_members
    where team_members.team_id = macros.team_id and agent_id = ${agentId})`
  const isForCaller = isAdmin ? [] : [eb.or([eb('team_id', 'is', null), isMember])]
  return eb.or([eb('owner_id', '=', agentId), eb.and([eb('is_shared', '=', true), ...isForCaller])])
}

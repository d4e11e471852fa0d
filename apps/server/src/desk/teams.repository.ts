import { SupportError, type Team, type TeamCreate, type TeamUpdate } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import type { Database } from '../platform/database/tables.ts'
import { agentNotFound } from './agents.repository.ts'

/** A team with its version. */
export type VersionedTeam = Team & { version: number }

const TEAM_COLUMNS = [
  'team_id as teamId',
  'name',
  'assignment',
  sql<string[]>`array(select agent_id::text from team_members
    where team_members.team_id = teams.team_id order by agent_id collate "C")`.as('memberIds'),
  'created_at as createdAt',
  'version',
] as const

/** The error for a team that does not exist. */
export function teamNotFound(id: number): SupportError {
  return new SupportError('TEAM_NOT_FOUND', `Team ${id} not found`)
}

/** Lists teams after this id, ascending. */
export async function listTeams(db: Kysely<Database>, after: number, limit: number): Promise<VersionedTeam[]> {
  return currentTeams(db)
    .select(TEAM_COLUMNS)
    .where('team_id', '>', after)
    .orderBy('team_id')
    .limit(sql.lit(limit))
    .execute()
}

export async function countTeams(db: Kysely<Database>): Promise<number> {
  const { count } = await currentTeams(db)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Finds a team by id. */
export async function findTeam(db: Kysely<Database>, id: number): Promise<VersionedTeam | undefined> {
  return currentTeams(db).select(TEAM_COLUMNS).where('team_id', '=', id).executeTakeFirst()
}

/** Locks a team until this transaction ends, also against assignments. */
export async function lockTeam(
  transaction: Kysely<Database>,
  id: number,
): Promise<Pick<VersionedTeam, 'version'> | undefined> {
  return currentTeams(transaction).select('version').where('team_id', '=', id).forUpdate().executeTakeFirst()
}

/** Inserts a team. Throws NAME_TAKEN or AGENT_NOT_FOUND. Returns its id. */
export async function insertTeam(
  transaction: Kysely<Database>,
  { name, assignment, memberIds = [] }: TeamCreate,
  now: string,
): Promise<number> {
  const { id } = await transaction
    .insertInto('teams')
    .values({ name, assignment, created_at: now })
    .returning('team_id as id')
    .executeTakeFirstOrThrow()
    .catch((error: unknown) => refuseTakenName(error, name))
  await replaceMembers(transaction, id, memberIds)
  return id
}

/** Updates a team that is locked. Throws NAME_TAKEN or AGENT_NOT_FOUND. */
export async function updateTeam(
  transaction: Kysely<Database>,
  { id, name, assignment, memberIds }: TeamUpdate,
): Promise<void> {
  await transaction
    .updateTable('teams')
    .set((eb) => ({ name, assignment, version: eb('version', '+', 1) }))
    .where('team_id', '=', id)
    .execute()
    .catch((error: unknown) => refuseTakenName(error, name!))
  if (memberIds) await replaceMembers(transaction, id, memberIds)
}

/** Whether tickets that are not closed have the team. */
export async function isTeamInUse(transaction: Kysely<Database>, id: number): Promise<boolean> {
  const found = await transaction
    .selectFrom('support_tickets')
    .select('ticket_id')
    .where('team_id', '=', id)
    .where('status', '<>', sql.lit('CLOSED' as const)) // for the partial index
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Deletes a team that is locked. Its row stays, for its closed tickets. */
export async function deleteTeam(transaction: Kysely<Database>, id: number, now: string): Promise<void> {
  await transaction.updateTable('teams').set({ deleted_at: now }).where('team_id', '=', id).execute()
  await transaction.deleteFrom('team_members').where('team_id', '=', id).execute()
}

function currentTeams(db: Kysely<Database>) {
  return db.selectFrom('teams').where('deleted_at', 'is', null)
}

/** Members who stay keep their place in the order of waiting. */
async function replaceMembers(transaction: Kysely<Database>, id: number, memberIds: string[]): Promise<void> {
  const wanted = [...new Set(memberIds)].toSorted()
  const known = await transaction
    .selectFrom('agents')
    .select('agent_id')
    .where('agent_id', '=', (eb) => eb.fn.any(eb.val(wanted)))
    .execute()
  const unknown = wanted.find((agentId) => !known.some(({ agent_id }) => agent_id === agentId))
  if (unknown !== undefined) throw agentNotFound(unknown)
  await transaction
    .deleteFrom('team_members')
    .where('team_id', '=', id)
    .where((eb) => eb.not(eb('agent_id', '=', eb.fn.any(eb.val(wanted)))))
    .execute()
  if (wanted.length === 0) return
  await transaction
    .insertInto('team_members')
    .values(wanted.map((agentId) => ({ team_id: id, agent_id: agentId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function refuseTakenName(error: unknown, name: string): never {
  if (error instanceof pg.DatabaseError && error.constraint === 'teams_name_idx')
    throw new SupportError('NAME_TAKEN', `There is a team ${name} already`, { cause: error })
  throw error
}

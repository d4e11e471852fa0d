import { type Agent, type AgentUpdate, SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** An agent with its version. */
export type VersionedAgent = Agent & { version: number }

const AGENT_COLUMNS = [
  'agent_id as agentId',
  'name',
  'email',
  'role',
  'is_away as isAway',
  sql<boolean>`disabled_at is not null`.as('isDisabled'),
  'first_seen_at as firstSeenAt',
  'version',
] as const

/** The error for an agent that does not exist, or is disabled and gets no tickets. */
export function agentNotFound(id: string): SupportError {
  return new SupportError('AGENT_NOT_FOUND', `Agent ${id} not found, or disabled`)
}

/** Lists agents after this id, ascending. */
export async function listAgents(db: Kysely<Database>, after: string, limit: number): Promise<VersionedAgent[]> {
  const id = sql<string>`agent_id collate "C"`
  return db.selectFrom('agents').select(AGENT_COLUMNS).where(id, '>', after).orderBy(id).limit(sql.lit(limit)).execute()
}

export async function countAgents(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom('agents')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Finds an agent by id. */
export async function findAgent(db: Kysely<Database>, id: string): Promise<VersionedAgent | undefined> {
  return db.selectFrom('agents').select(AGENT_COLUMNS).where('agent_id', '=', id).executeTakeFirst()
}

/**
 * Locks an agent who is not disabled, and with `isPresent` not away, against becoming so until this transaction ends.
 * Returns whether there is one.
 */
export async function lockAgentForAssignment(
  transaction: Kysely<Database>,
  id: string,
  isPresent = false,
): Promise<boolean> {
  const found = await transaction
    .selectFrom('agents')
    .select('agent_id')
    .where('agent_id', '=', id)
    .where('disabled_at', 'is', null)
    .$if(isPresent, (query) => query.where('is_away', '=', false))
    .forShare()
    .executeTakeFirst()
  return found !== undefined
}

/** Updates an agent. Returns undefined if there is none with this id and one of these versions. */
export async function updateAgent(
  db: Kysely<Database>,
  { id, isAway, isDisabled }: AgentUpdate,
  ifVersions: number[] | undefined,
  now: string,
): Promise<VersionedAgent | undefined> {
  return db
    .updateTable('agents')
    .set((eb) => ({
      version: eb('version', '+', 1),
      is_away: isAway,
      disabled_at:
        isDisabled === undefined
          ? undefined
          : isDisabled
            ? sql<string>`coalesce(disabled_at, ${now}::timestamptz)`
            : null,
    }))
    .where('agent_id', '=', id)
    .$if(ifVersions !== undefined, (query) => query.where('version', '=', (eb) => eb.fn.any(eb.val(ifVersions!))))
    .returning(AGENT_COLUMNS)
    .executeTakeFirst()
}

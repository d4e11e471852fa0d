import { type Actor, agentIdOf, SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Database } from '../database/tables.ts'
import type { TokenProfile } from './token-profile.ts'

const MAX_CACHED_AGENTS = 10_000
const CACHED_MS = 3_000 // every server refuses a disabled agent within 5 seconds
const WRITTEN_EVERY_S = 60

/**
 * Returns the caller of a verified token of staff, and records the agent. Rejects with FORBIDDEN if the agent is
 * disabled.
 */
export type KnownAgents = (actor: Actor, profile: TokenProfile) => Promise<Actor> | Actor

interface AgentRow {
  name: string | null
  email: string | null
  role: 'agent' | 'admin'
  isDisabled: boolean
}

/**
 * An agent appears when its token is first seen. Name, e-mail address and role are written when they change, once a
 * minute at most. Calls of one agent share a read.
 */
export function knownAgents(db: Kysely<Database>): KnownAgents {
  const known = new LRUCache<string, AgentRow>({ max: MAX_CACHED_AGENTS, ttl: CACHED_MS })
  const reading = new Map<string, Promise<AgentRow>>()

  const read = async (id: string, seen: SeenAgent): Promise<AgentRow> => {
    try {
      const row = (await findAgentRow(db, id)) ?? (await insertAgent(db, id, seen))
      known.set(id, row)
      if (!row.isDisabled && isNews(row, seen)) await updateAgentRow(db, id, seen).catch(() => {}) // the next call tries again
      return row
    } finally {
      reading.delete(id)
    }
  }

  return (actor, profile) => {
    const id = agentIdOf(actor)
    if (id === undefined) return actor
    const cached = known.get(id)
    if (cached) return admit(actor, cached)
    const current = reading.get(id) ?? read(id, { ...profile, role: actor.kind as AgentRow['role'] })
    reading.set(id, current)
    return current.then((row) => admit(actor, row))
  }
}

/** Whether the agent is disabled. One that was never seen is not. */
export async function isAgentDisabled(db: Kysely<Database>, id: string): Promise<boolean> {
  return (await findAgentRow(db, id))?.isDisabled ?? false
}

/**
 * The caller for work that outlasts its token: undefined if its agent is disabled, and no admin any more if the newest
 * token of the agent said so.
 */
export async function lastingAgent(
  db: Kysely<Database>,
  { kind, id }: Pick<Actor, 'kind' | 'id'>,
): Promise<Actor | undefined> {
  const agentId = agentIdOf({ kind, id })
  const row = agentId === undefined ? undefined : await findAgentRow(db, agentId)
  if (!row || row.isDisabled) return undefined
  return kind === 'admin' && row.role === 'admin'
    ? { kind, id }
    : { kind: 'agent', id: id.replace(/^admin:/, 'agent:') }
}

/** The error for the tokens of a disabled agent. */
export function agentDisabled(): SupportError {
  return new SupportError('FORBIDDEN', 'This agent is disabled')
}

/** Inserts the agent of a caller that is not identified by a token, unless it exists. */
export async function insertOpenAgent(db: Kysely<Database>, actor: Actor, now: string): Promise<void> {
  await insertAgent(db, agentIdOf(actor)!, { name: undefined, email: undefined, role: 'admin' }, now)
}

type SeenAgent = TokenProfile & Pick<AgentRow, 'role'>

function admit(actor: Actor, { isDisabled }: AgentRow): Actor {
  if (isDisabled) throw agentDisabled()
  return actor
}

function isNews(row: AgentRow, { name, email, role }: SeenAgent): boolean {
  return (name ?? row.name) !== row.name || (email ?? row.email) !== row.email || role !== row.role
}

async function findAgentRow(db: Kysely<Database>, id: string): Promise<AgentRow | undefined> {
  return db
    .selectFrom('agents')
    .select(['name', 'email', 'role', sql<boolean>`disabled_at is not null`.as('isDisabled')])
    .where('agent_id', '=', id)
    .executeTakeFirst()
}

async function insertAgent(
  db: Kysely<Database>,
  id: string,
  { name, email, role }: SeenAgent,
  now?: string,
): Promise<AgentRow> {
  await db
    .insertInto('agents')
    .values({ agent_id: id, name: name ?? null, email: email ?? null, role, first_seen_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return (await findAgentRow(db, id))!
}

async function updateAgentRow(db: Kysely<Database>, id: string, { name, email, role }: SeenAgent): Promise<void> {
  await db
    .updateTable('agents')
    .set((eb) => ({ name, email, role, seen_at: sql<string>`now()`, version: eb('version', '+', 1) }))
    .where('agent_id', '=', id)
    .where('seen_at', '<', sql<string>`now() - make_interval(secs => ${sql.lit(WRITTEN_EVERY_S)})`)
    .execute()
}

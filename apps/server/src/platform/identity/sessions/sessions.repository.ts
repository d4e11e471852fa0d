import type { Scope } from '@kinconecta/support-contracts'
import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { Database } from '../../database/tables.ts'

const IDLE_HOURS = 12
const MAX_DAYS = 7
const MAX_PER_CALLER = 50

/** A session that is valid now. */
export interface SessionRow {
  session_id: string
  actor_kind: 'agent' | 'admin' | 'service'
  agent_id: string | null
  api_key_id: number | null
  name: string | null
  email: string | null
  expires_at: string
  /** The scopes of the key; null for people. */
  scopes: Scope[] | null
  /** Whether the last use was not recorded yet. */
  is_due: boolean
}

export type SessionOwner = Pick<SessionRow, 'actor_kind' | 'agent_id' | 'api_key_id' | 'name' | 'email'>

/** Finds a session that has not expired, whose agent is not disabled and whose key is valid. */
export async function findSession(
  db: Kysely<Database>,
  by: { hash: Buffer } | { session_id: string },
): Promise<SessionRow | undefined> {
  const [column, value] = 'hash' in by ? (['hash', by.hash] as const) : (['session_id', by.session_id] as const)
  return db
    .selectFrom('sessions')
    .leftJoin('api_keys', 'api_keys.api_key_id', 'sessions.api_key_id')
    .leftJoin('agents', 'agents.agent_id', 'sessions.agent_id')
    .select(['session_id', 'sessions.agent_id', 'sessions.api_key_id', 'sessions.name', 'sessions.email'])
    .select((eb) =>
      // Somebody who is no admin any more is none in an open session.
      eb
        .case()
        .when(eb.and([eb('actor_kind', '=', 'admin'), eb('agents.role', '=', 'agent')]))
        .then(sql.lit('agent' as const))
        .else(eb.ref('actor_kind'))
        .end()
        .as('actor_kind'),
    )
    .select(['sessions.expires_at', 'api_keys.scopes'])
    .select(sql<boolean>`used_at < now() - interval '1 minute'`.as('is_due'))
    .where(`sessions.${column}`, '=', value)
    .where('sessions.expires_at', '>', sql<string>`now()`)
    .where('used_at', '>', sql<string>`now() - make_interval(hours => ${IDLE_HOURS})`)
    .where('agents.disabled_at', 'is', null)
    .where(isOwnerValid)
    .executeTakeFirst()
}

function isOwnerValid(eb: ExpressionBuilder<Database, 'sessions' | 'api_keys'>) {
  const isKept = eb.or([eb('api_keys.expires_at', 'is', null), eb('api_keys.expires_at', '>', sql<string>`now()`)])
  return eb.or([
    eb('sessions.api_key_id', 'is', null),
    eb.and([eb('api_keys.api_key_id', 'is not', null), eb('api_keys.revoked_at', 'is', null), isKept]),
  ])
}

/** Stores a session, and deletes the oldest of its owner beyond the limit. */
export async function insertSession(db: Kysely<Database>, hash: Buffer, owner: SessionOwner): Promise<void> {
  await db
    .insertInto('sessions')
    .values({ hash, ...owner, expires_at: sql`now() + make_interval(days => ${MAX_DAYS})` })
    .execute()
  const kept = sessionsOf(db, owner).orderBy('created_at', 'desc').limit(1000).offset(MAX_PER_CALLER)
  await db.deleteFrom('sessions').where('session_id', 'in', kept.select('session_id')).execute()
}

export async function updateLastUse(db: Kysely<Database>, sessionId: string): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ used_at: sql<string>`now()` })
    .where('session_id', '=', sessionId)
    .execute()
}

export async function deleteSession(db: Kysely<Database>, sessionId: string): Promise<void> {
  await db.deleteFrom('sessions').where('session_id', '=', sessionId).execute()
}

/** Deletes all sessions of the owner of a session. */
export async function deleteSessionsLike(db: Kysely<Database>, owner: SessionOwner): Promise<void> {
  await db.deleteFrom('sessions').where('session_id', 'in', sessionsOf(db, owner).select('session_id')).execute()
}

export async function deleteExpiredSessions(db: Kysely<Database>): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where((eb) =>
      eb.or([
        eb('expires_at', '<=', sql<string>`now()`),
        eb('used_at', '<=', sql<string>`now() - make_interval(hours => ${IDLE_HOURS})`),
      ]),
    )
    .execute()
}

function sessionsOf(db: Kysely<Database>, { agent_id, api_key_id }: SessionOwner) {
  const sessions = db.selectFrom('sessions')
  return agent_id === null ? sessions.where('api_key_id', '=', api_key_id) : sessions.where('agent_id', '=', agent_id)
}

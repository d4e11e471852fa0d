import { type Actor, agentIdOf } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Database } from '../database/tables.ts'
import { findKeyById } from './api-keys.ts'
import { agentDisabled, isAgentDisabled, lastingAgent } from './known-agents.ts'
import type { Sessions } from './sessions/sessions.ts'

const MAX_CACHED = 2_000
const CACHED_MS = 2_000 // with the interval of the checks, less than the 5 seconds after which access has to end

/**
 * The caller as it is now; undefined if its token or session has ended or its key was revoked. Rejects with FORBIDDEN if its agent
 * is disabled.
 */
export type CurrentActor = (actor: Actor) => Promise<Actor | undefined>

/** For work that goes on after its caller was verified. Calls of the same key or agent share a read. */
export function currentActors(db: Kysely<Database>, sessions: Pick<Sessions, 'findById'>): CurrentActor {
  const shared = sharedReads()
  return async (actor) => {
    const sessionId = 'sessionId' in actor ? actor.sessionId : undefined
    if (sessionId !== undefined) return (await sessions.findById(sessionId))?.actor
    if (actor.kind === 'service') return shared(actor, () => findKeyById(db, actor.id))
    if (isExpired(actor)) return undefined
    const agentId = agentIdOf(actor)
    return agentId === undefined ? actor : shared(actor, () => enabledAgent(db, actor, agentId))
  }
}

/** {@link findLastingActor}, where calls of the same caller share a read. */
export function lastingActors(db: Kysely<Database>): CurrentActor {
  const shared = sharedReads()
  return async (actor) => shared(actor, () => findLastingActor(db, actor))
}

/**
 * The caller as it is now, for work that outlasts its token or session. Undefined if its agent is disabled, or its key
 * is not valid any more. An admin whose newest token is one of an agent is an agent.
 */
export async function findLastingActor(
  db: Kysely<Database>,
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<Actor | undefined> {
  return actor.kind === 'service' ? findKeyById(db, actor.id) : lastingAgent(db, actor)
}

/** Calls of the same caller share a read for 2 seconds. */
function sharedReads(): (actor: Actor, read: () => Promise<Actor | undefined>) => Promise<Actor | undefined> {
  const known = new LRUCache<string, Promise<Actor | undefined>>({ max: MAX_CACHED, ttl: CACHED_MS })
  return (actor, read) => {
    const cached = known.get(actor.id)
    if (cached) return cached
    const found = read()
    known.set(actor.id, found)
    found.catch(() => known.delete(actor.id)) // the next check asks again
    return found
  }
}

async function enabledAgent(db: Kysely<Database>, actor: Actor, agentId: string): Promise<Actor> {
  if (await isAgentDisabled(db, agentId)) throw agentDisabled()
  return actor
}

function isExpired(actor: Exclude<Actor, { kind: 'service' }>): boolean {
  return 'expiresAtMs' in actor && actor.expiresAtMs !== undefined && Date.now() >= actor.expiresAtMs
}

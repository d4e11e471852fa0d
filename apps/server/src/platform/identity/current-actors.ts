import { type Actor, agentIdOf } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Database } from '../database/tables.ts'
import { findKeyById } from './api-keys.ts'
import { agentDisabled, isAgentDisabled } from './known-agents.ts'

const MAX_CACHED = 2_000
const CACHED_MS = 2_000 // with the interval of the checks, less than the 5 seconds after which access has to end

/**
 * The caller as it is now; undefined if its token has expired or its key was revoked. Rejects with FORBIDDEN if its agent
 * is disabled.
 */
export type CurrentActor = (actor: Actor) => Promise<Actor | undefined>

/** For calls that go on after their caller was verified. Calls of the same key or agent share a read. */
export function currentActors(db: Kysely<Database>): CurrentActor {
  const known = new LRUCache<string, Promise<Actor | undefined>>({ max: MAX_CACHED, ttl: CACHED_MS })
  return async (actor) => {
    if (actor.kind !== 'service' && isExpired(actor)) return undefined
    const agentId = agentIdOf(actor)
    if (agentId === undefined && actor.kind !== 'service') return actor
    const cached = known.get(actor.id)
    if (cached) return cached
    const found = agentId === undefined ? findKeyById(db, actor.id) : enabledAgent(db, actor, agentId)
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

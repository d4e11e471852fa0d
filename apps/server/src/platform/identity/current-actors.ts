import type { Actor } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Database } from '../database/tables.ts'
import { findKeyById } from './api-keys.ts'

const MAX_CACHED_KEYS = 2_000
const CACHED_MS = 2_000 // with the interval of the checks, less than the 5 seconds after which access has to end

/** The caller as it is now; undefined if its token has expired or its key was revoked. */
export type CurrentActor = (actor: Actor) => Promise<Actor | undefined>

/** For calls that go on after their caller was verified. Calls with the same key share a read. */
export function currentActors(db: Kysely<Database>): CurrentActor {
  const known = new LRUCache<string, Promise<Actor | undefined>>({ max: MAX_CACHED_KEYS, ttl: CACHED_MS })
  return async (actor) => {
    if (actor.kind !== 'service') return isExpired(actor) ? undefined : actor
    const cached = known.get(actor.id)
    if (cached) return cached
    const found = findKeyById(db, actor.id)
    known.set(actor.id, found)
    found.catch(() => known.delete(actor.id)) // the next check asks again
    return found
  }
}

function isExpired(actor: Exclude<Actor, { kind: 'service' }>): boolean {
  return 'expiresAtMs' in actor && actor.expiresAtMs !== undefined && Date.now() >= actor.expiresAtMs
}

import { SupportError } from '@kinconecta/support-contracts'
import { LRUCache } from 'lru-cache'

const WINDOW_MS = 60_000
const MAX_NETWORKS = 10_000
const MAX_KNOWN = 10_000
const KNOWN_MS = 3_600_000

/**
 * Looks up a credential that only the database knows. Rejects with RATE_LIMITED instead if the network has sent too many
 * invalid ones within a minute. A credential that was valid within the last hour is always looked up.
 */
export type LookUp = <Found>(network: string, credential: string, find: () => Promise<Found>) => Promise<Found>

/** Bounds the queries that a network can cause with random credentials. 0 means no limit. */
export function boundedLookUps(maxPerMinute: number): LookUp {
  if (maxPerMinute === 0) return (_network, _credential, find) => find()
  const known = new LRUCache<string, true>({ max: MAX_KNOWN, ttl: KNOWN_MS })
  const invalid = new LRUCache<string, number>({ max: MAX_NETWORKS, ttl: WINDOW_MS, noUpdateTTL: true })
  const count = (network: string, by: number) => invalid.set(network, (invalid.get(network) ?? 0) + by)
  return async (network, credential, find) => {
    const isKnown = known.has(credential)
    if (!isKnown && (invalid.get(network) ?? 0) >= maxPerMinute) {
      throw new SupportError('RATE_LIMITED', 'Too many invalid tokens from this network; try again in a minute')
    }
    count(network, 1) // also while it is looked up
    try {
      const found = await find()
      if (!isKnown) known.set(credential, true)
      count(network, -1)
      return found
    } catch (error) {
      if (error instanceof SupportError && error.code === 'TOKEN_INVALID') known.delete(credential)
      else count(network, -1)
      throw error
    }
  }
}

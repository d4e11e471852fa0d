import { type ApiKey, type ApiKeyService, MAX_API_KEYS, SupportError } from '@kinconecta/support-contracts'
import type { List, Store } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

const ALL: List<ApiKey> = {
  isListed: () => true,
  positionOf: ({ row: { apiKeyId } }) => [apiKeyId],
  isDescending: false,
}

/** The rules of `apiKeys.*` in memory. The fake checks no tokens, so the keys open nothing. */
export function apiKeyService({ apiKeys }: { apiKeys: Store<ApiKey> }, now: () => string): ApiKeyService {
  return {
    create: async ({ name, scopes, expiresAt = null }) => {
      if (expiresAt !== null && Date.parse(expiresAt) <= Date.parse(now()))
        throw new SupportError('INVALID_INPUT', 'expiresAt: Must be in the future')
      if (apiKeys.all().filter(({ revokedAt }) => revokedAt === null).length >= MAX_API_KEYS)
        throw new SupportError('API_KEY_LIMIT_REACHED', `There can be ${MAX_API_KEYS} keys; revoke one first`)
      const created = apiKeys.insert((apiKeyId) => ({
        apiKeyId,
        name,
        scopes,
        createdAt: wireTimestamp(now()),
        expiresAt: expiresAt && wireTimestamp(expiresAt),
        revokedAt: null,
      }))
      return { ...created, key: `kin_${crypto.randomUUID()}` }
    },
    list: async (query) => apiKeys.list(query, ALL),
    revoke: async ({ id }) => {
      const key = apiKeys.get(id)
      return key.revokedAt === null ? apiKeys.update(id, undefined, { revokedAt: wireTimestamp(now()) }) : key
    },
  }
}

import { type ApiKeyService, Id, MAX_API_KEYS, SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { createApiKey, revokeApiKey } from '../platform/identity/api-keys.ts'
import { readPage } from '../platform/paging/page.ts'
import { countKeys, findKey, listKeys } from './api-keys.repository.ts'

interface ApiKeyDependencies {
  db: Kysely<Database>
  lists: Kysely<Database>
  clock: Clock
}

const KeysetPosition = z.tuple([Id])

/** The rules of `apiKeys.*`. */
export function apiKeyService({ db, lists, clock }: ApiKeyDependencies): ApiKeyService {
  return {
    async create({ name, scopes, expiresAt = null }) {
      if (expiresAt !== null && Date.parse(expiresAt) <= Date.parse(clock())) {
        throw new SupportError('INVALID_INPUT', 'expiresAt: Must be in the future')
      }
      await sql`select pg_advisory_xact_lock(hashtextextended('api keys', 0))`.execute(db)
      if ((await countKeys(db)) >= MAX_API_KEYS) {
        throw new SupportError('API_KEY_LIMIT_REACHED', `There can be ${MAX_API_KEYS} keys; revoke one first`)
      }
      const { id, key } = await createApiKey(db, name, scopes, expiresAt, clock())
      return { ...(await findKey(db, id))!, key }
    },

    list: (query) =>
      readPage(query, {
        name: 'apiKeys',
        position: KeysetPosition,
        positionOf: ({ apiKeyId }) => [apiKeyId] as [number],
        listAfter: async (after, limit) => ({ rows: await listKeys(lists, after?.[0] ?? 0, limit), isCut: false }),
      }),

    async revoke({ id }) {
      await revokeApiKey(db, id, clock())
      const revoked = await findKey(db, id)
      if (!revoked) throw new SupportError('API_KEY_NOT_FOUND', `API key ${id} not found`)
      return revoked
    },
  }
}

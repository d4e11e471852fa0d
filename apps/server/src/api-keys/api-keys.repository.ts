import type { ApiKey } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

const COLUMNS = [
  'api_key_id as apiKeyId',
  'name',
  'scopes',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'revoked_at as revokedAt',
] as const

export async function findKey(db: Kysely<Database>, id: number): Promise<ApiKey | undefined> {
  return db.selectFrom('api_keys').select(COLUMNS).where('api_key_id', '=', id).executeTakeFirst()
}

/** Lists the keys with ids above `after`, ascending. */
export async function listKeys(db: Kysely<Database>, after: number, limit: number): Promise<ApiKey[]> {
  return db
    .selectFrom('api_keys')
    .select(COLUMNS)
    .where('api_key_id', '>', after)
    .orderBy('api_key_id')
    .limit(sql.lit(limit))
    .execute()
}

/** Counts the keys that are not revoked. */
export async function countKeys(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom('api_keys')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

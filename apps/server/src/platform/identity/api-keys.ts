import { randomBytes } from 'node:crypto'
import { type Actor, type Scope, SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { crc32 } from 'node:zlib'
import type { Database } from '../database/tables.ts'
import { sha256 } from '../sha256.ts'

const PREFIX = 'kin_'
const ID_PREFIX = 'service:'
const RANDOM_BYTES = 24
const MAX_CACHED_KEYS = 1_000
const CACHED_MS = 3_000 // every server refuses a revoked key within 5 seconds

/** Returns the caller of an API key. Rejects with TOKEN_INVALID if it is malformed, unknown, revoked or expired. */
export type ApiKeys = (key: string) => Promise<Actor>

export function isApiKey(token: string): boolean {
  return token.startsWith(PREFIX)
}

/** Finds API keys by their hash. A key with a wrong checksum is refused without a database query. */
export function apiKeys(db: Kysely<Database>): ApiKeys {
  const known = new LRUCache<string, Actor>({ max: MAX_CACHED_KEYS, ttl: CACHED_MS })
  return async (key) => {
    if (!hasValidChecksum(key)) throw new SupportError('TOKEN_INVALID')
    const cached = known.get(key)
    if (cached) return cached
    const actor = await findKey(db, key)
    if (!actor) throw new SupportError('TOKEN_INVALID')
    known.set(key, actor)
    return actor
  }
}

async function findKey(db: Kysely<Database>, key: string): Promise<Actor | undefined> {
  return actorOf(await validKeys(db).where('hash', '=', sha256(key)).executeTakeFirst())
}

/** The caller with this id, as its key is now; undefined if the key is revoked or has expired. */
export async function findKeyById(db: Kysely<Database>, actorId: string): Promise<Actor | undefined> {
  const id = Number(actorId.slice(ID_PREFIX.length))
  return actorOf(await validKeys(db).where('api_key_id', '=', id).executeTakeFirst())
}

function validKeys(db: Kysely<Database>) {
  return db
    .selectFrom('api_keys')
    .select(['api_key_id', 'scopes'])
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', sql<string>`now()`)]))
}

function actorOf(row: { api_key_id: number; scopes: Scope[] } | undefined): Actor | undefined {
  return row && { kind: 'service', id: `${ID_PREFIX}${row.api_key_id}`, scopes: row.scopes }
}

/**
 * Creates an API key and stores only its hash, so the returned `key` cannot be read again. `expiresAt` is an ISO 8601
 * timestamp, or null for a key that does not expire.
 */
export async function createApiKey(
  db: Kysely<Database>,
  name: string,
  scopes: Scope[],
  expiresAt: string | null,
  now = new Date().toISOString(),
): Promise<{ id: number; key: string }> {
  const key = newKey()
  const { api_key_id: id } = await db
    .insertInto('api_keys')
    .values({ name, hash: sha256(key), scopes, created_at: now, expires_at: expiresAt, revoked_at: null })
    .returning('api_key_id')
    .executeTakeFirstOrThrow()
  return { id, key }
}

/** Revokes an API key. Returns false if it does not exist or was already revoked. */
export async function revokeApiKey(db: Kysely<Database>, id: number, now = new Date().toISOString()): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('api_key_id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

function newKey(): string {
  const secret = PREFIX + randomBytes(RANDOM_BYTES).toString('base64url')
  return `${secret}${checksumOf(secret)}`
}

function hasValidChecksum(key: string): boolean {
  return checksumOf(key.slice(0, -8)) === key.slice(-8)
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}

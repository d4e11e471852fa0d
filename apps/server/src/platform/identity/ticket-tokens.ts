import { randomInt } from 'node:crypto'
import { msOf, SupportError, type TicketToken, timestampOf } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/tables.ts'
import { sha256 } from '../sha256.ts'
import { openToken, signToken, type TokenKind } from './signed-tokens.ts'

const KIND: TokenKind = { prefix: 'kint_', purpose: 'ticket token', contentBytes: 16 }
const LIFETIME_S = 90 * 86_400
const MAX_CACHED = 10_000
const MAX_GENERATION = 2 ** 31 - 1
const CACHED_MS = 3_000 // every server refuses a replaced token within 5 seconds

/**
 * The access tokens of tickets. A token is derived from the ticket, its generation and the time when it expires. The
 * first generation is 1, so that the first token can be made again for a repeated request; the others are random, so
 * that nobody can have a token made before it is valid. Only its hash is stored.
 */
export interface TicketTokens {
  /** Makes the first token of a ticket, which a guest created at `createdAt`. */
  first(ticketId: number, createdAt: string): string
  /** Stores the first token of a ticket. */
  insertFirst(transaction: Kysely<Database>, ticketId: number, createdAt: string): Promise<void>
  /** Replaces the token of a ticket, which the transaction must have locked. */
  rotate(transaction: Kysely<Database>, ticketId: number): Promise<TicketToken>
  /** Returns the ticket of a token. Rejects with TOKEN_INVALID. A forged token is refused without a query. */
  verify(token: string): Promise<number>
}

interface Contents {
  ticketId: number
  generation: number
  expiresS: number
}

export function isTicketToken(token: string): boolean {
  return token.startsWith(KIND.prefix)
}

/** Creates the tokens of this database, which has the key of their signatures. */
export async function openTicketTokens(db: Kysely<Database>, clock: Clock): Promise<TicketTokens> {
  const { link_key: key } = await db.selectFrom('installation').select('link_key').executeTakeFirstOrThrow()
  const hashes = new LRUCache<number, Buffer>({ max: MAX_CACHED, ttl: CACHED_MS })
  return {
    first: (ticketId, createdAt) => signed(firstContents(ticketId, createdAt), key),

    insertFirst: (transaction, ticketId, createdAt) =>
      upsertToken(transaction, firstContents(ticketId, createdAt), key),

    async rotate(transaction, ticketId) {
      const generation = randomInt(2, MAX_GENERATION)
      const contents = { ticketId, generation, expiresS: secondsOf(clock()) + LIFETIME_S }
      await upsertToken(transaction, contents, key)
      hashes.delete(ticketId)
      return { token: signed(contents, key), expiresAt: timestampOf(contents.expiresS * 1000) }
    },

    async verify(token) {
      const contents = contentsOf(token, key)
      if (!contents || contents.expiresS <= secondsOf(clock())) throw new SupportError('TOKEN_INVALID')
      const { ticketId } = contents
      const hash = sha256(token)
      if (hashes.get(ticketId)?.equals(hash)) return ticketId
      // Another token may have replaced the one in memory.
      if (!(await findHash(db, ticketId))?.equals(hash)) throw new SupportError('TOKEN_INVALID')
      hashes.set(ticketId, hash)
      return ticketId
    },
  }
}

function firstContents(ticketId: number, createdAt: string): Contents {
  return { ticketId, generation: 1, expiresS: secondsOf(createdAt) + LIFETIME_S }
}

async function findHash(db: Kysely<Database>, ticketId: number): Promise<Buffer | undefined> {
  const row = await db.selectFrom('ticket_tokens').select('hash').where('ticket_id', '=', ticketId).executeTakeFirst()
  return row?.hash
}

async function upsertToken(db: Kysely<Database>, contents: Contents, key: Buffer): Promise<void> {
  const { ticketId, generation, expiresS } = contents
  const row = { generation, hash: sha256(signed(contents, key)), expires_at: `${timestampOf(expiresS * 1000)}Z` }
  await db
    .insertInto('ticket_tokens')
    .values({ ticket_id: ticketId, ...row })
    .onConflict((conflict) => conflict.column('ticket_id').doUpdateSet(row))
    .execute()
}

/** Deletes tokens that have expired. Their signature would be refused in any case. */
export async function deleteExpiredTicketTokens(db: Kysely<Database>): Promise<void> {
  await db
    .deleteFrom('ticket_tokens')
    .where('expires_at', '<', sql<string>`now()`)
    .execute()
}

function signed({ ticketId, generation, expiresS }: Contents, key: Buffer): string {
  const contents = Buffer.alloc(KIND.contentBytes)
  contents.writeBigUInt64BE(BigInt(ticketId), 0)
  contents.writeUInt32BE(generation, 8)
  contents.writeUInt32BE(expiresS, 12)
  return signToken(KIND, contents, key)
}

/** Undefined unless the token was signed with this key. */
function contentsOf(token: string, key: Buffer): Contents | undefined {
  const contents = openToken(KIND, token, key)
  return (
    contents && {
      ticketId: Number(contents.readBigUInt64BE(0)),
      generation: contents.readUInt32BE(8),
      expiresS: contents.readUInt32BE(12),
    }
  )
}

function secondsOf(timestamp: string): number {
  return Math.floor(msOf(timestamp) / 1000)
}

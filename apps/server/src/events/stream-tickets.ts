import { randomBytes } from 'node:crypto'
import { type Actor, type StreamTicket, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { sha256 } from '../platform/sha256.ts'
import { deleteStreamTicket, insertStreamTicket } from './stream-tickets.repository.ts'

const RANDOM_BYTES = 32
const VALID_S = 60
const TICKET = /^[\w-]{43}$/

/** Makes a ticket for the caller. Only its hash is stored. */
export async function createStreamTicket(db: Kysely<Database>, actor: Actor): Promise<StreamTicket> {
  const ticket = randomBytes(RANDOM_BYTES).toString('base64url')
  return { ticket, expiresAt: await insertStreamTicket(db, sha256(ticket), actor, VALID_S) }
}

/** The caller that a ticket was made for, once. Throws TOKEN_INVALID. */
export async function redeemStreamTicket(db: Kysely<Database>, ticket: unknown): Promise<Actor> {
  const isWellFormed = typeof ticket === 'string' && TICKET.test(ticket)
  const actor = isWellFormed ? await deleteStreamTicket(db, sha256(ticket)) : undefined
  if (!actor) throw new SupportError('TOKEN_INVALID', 'Invalid, used or expired stream ticket')
  return actor
}

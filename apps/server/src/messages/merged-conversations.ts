import { isDeepStrictEqual } from 'node:util'
import { isSameRequester, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { findMergeChain } from '../merging/merges.repository.ts'
import type { Database } from '../platform/database/tables.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import {
  type Conversation,
  findConversation,
  lockConversation,
  lockUnmergedConversation,
} from './conversations.repository.ts'
import type { MessageRow } from './message-rows.ts'

const MAX_ATTEMPTS = 3
const EVERY_TICKET = { kind: 'all' } as const

/** A locked conversation to which messages of a ticket go. */
export interface Destination {
  ticket: Conversation
  /** The ticket that the caller named. */
  named: Conversation
  /** The merges by which they go to another ticket; empty if they do not. */
  mergedBy: number[]
}

/**
 * Locks the conversation of a ticket in the scope until this transaction ends. If the ticket is merged, it is the
 * conversation of the ticket that has its messages, unless that one was deleted or got another requester since. The
 * merged ticket is not locked, unless it was merged while this waited for it: merges lock by id, so that two locks in
 * another order could wait for each other until Postgres ends one, which is then tried again. Returns undefined if there
 * is no such ticket in the scope.
 */
export async function lockDestination(
  transaction: Kysely<Database>,
  id: number,
  scope: TicketScope,
): Promise<Destination | undefined> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const own = await lockUnmergedConversation(transaction, id, scope)
    if (own) return alone(own)
    const named = await findConversation(transaction, id, scope)
    if (!named) return undefined
    const chain = await findMergeChain(transaction, id)
    const target = chain && (await lockConversation(transaction, chain.targetId, EVERY_TICKET))
    if (!chain || !target || !isSameRequester(named, target)) {
      return alone((await lockConversation(transaction, id, scope)) ?? named)
    }
    // Before the lock, the last merge of the chain may have been undone or continued; not after.
    if (isDeepStrictEqual(await findMergeChain(transaction, id), chain)) {
      return { ticket: target, named, mergedBy: chain.mergeIds }
    }
  }
  throw new SupportError('WRITE_CONTENTION') // others keep merging the ticket, or undoing it
}

function alone(ticket: Conversation): Destination {
  return { ticket, named: ticket, mergedBy: [] }
}

/** Whether a message of the destination came from the ticket that was named. */
export function isFromNamedTicket({ merged_by: brought }: MessageRow, { mergedBy }: Destination): boolean {
  const [first] = mergedBy
  return first === undefined || brought.includes(first)
}

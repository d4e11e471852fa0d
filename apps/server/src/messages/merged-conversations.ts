import { isSameRequester, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { findMergeChain } from '../merging/merges.repository.ts'
import type { Database } from '../platform/database/tables.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { type Conversation, lockConversation } from './conversations.repository.ts'
import type { MessageRow } from './message-rows.ts'

const MAX_ATTEMPTS = 3

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
 * conversation of the ticket that has its messages, unless that one was deleted or got another requester since. Returns
 * undefined if there is no such ticket in the scope.
 */
export async function lockDestination(
  transaction: Kysely<Database>,
  id: number,
  scope: TicketScope,
): Promise<Destination | undefined> {
  const own = await lockConversation(transaction, id, scope)
  if (!own || own.mergedInto === null) return own && { ticket: own, named: own, mergedBy: [] }
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const chain = await findMergeChain(transaction, id)
    const target = chain && (await lockConversation(transaction, chain.targetId, { kind: 'all' }))
    if (!chain || !target || !isSameRequester(own, target)) return { ticket: own, named: own, mergedBy: [] }
    if (target.mergedInto === null) return { ticket: target, named: own, mergedBy: chain.mergeIds }
  }
  throw new SupportError('WRITE_CONTENTION') // others keep merging the target
}

/** Whether a message of the destination came from the ticket that was named. */
export function isFromNamedTicket({ merged_by: brought }: MessageRow, { mergedBy }: Destination): boolean {
  const [first] = mergedBy
  return first === undefined || brought.includes(first)
}

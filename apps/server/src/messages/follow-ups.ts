import { attachmentUpdated, ticketCreated } from '@kinconecta/support-contracts'
import { moveFilesToTicket } from './message-files.repository.ts'
import { insertTicket } from '../tickets/tickets.repository.ts'
import type { Conversation } from './conversations.repository.ts'
import { firstMessageOf, type VersionedMessage } from './message-rows.ts'
import type { Destination } from './merged-conversations.ts'
import type { MessageDependencies } from './message-dependencies.ts'

/**
 * Creates the ticket that continues a closed one: by the same requester, with the same subject, and the reply as its
 * message. The files of the reply move to it. Returns its first message.
 */
export async function createFollowUp(
  dependencies: MessageDependencies,
  { ticket: closed, named }: Pick<Destination, 'ticket' | 'named'>,
  { body, attachmentIds }: { body: string; attachmentIds: readonly number[] },
): Promise<VersionedMessage> {
  const { db, clock, actor, scope, record, ticketTokens } = dependencies
  const { userId, roleContext, fullName, email, subject, category } = closed
  const now = clock()
  const ticket = await insertTicket(
    db,
    { userId, roleContext, fullName, email, subject, category, message: body },
    now,
    closed.ticketId,
  )
  record(ticketCreated(ticket), ticket)
  const files = await moveFilesToTicket(db, named.ticketId, ticket.ticketId, attachmentIds, scope)
  for (const file of files) {
    const before = { ...file, ticketId: named.ticketId }
    for (const each of [named, ticket]) record(attachmentUpdated(before, file, each), each)
  }
  if (actor.kind === 'ticketToken') await ticketTokens.insertFirst(db, ticket.ticketId, ticket.createdAt)
  const conversation: Conversation = {
    ...ticket,
    messageEditedAt: null,
    followUpOf: closed.ticketId,
    resolvedAt: null,
    messageCount: 1,
    waitingOn: 'agent',
    isSnoozed: false,
    mergedInto: null,
  }
  return { ...firstMessageOf(conversation, files), version: ticket.version }
}

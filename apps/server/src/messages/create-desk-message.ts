import { callingAgent, type DeskMessageCreate, replyEffects } from '@kinconecta/support-contracts'
import { deleteDraft } from '../desk/drafts.repository.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import { authorOf } from './authors.ts'
import { lockDestination } from './merged-conversations.ts'
import type { MessageDependencies } from './message-dependencies.ts'
import { deskMessageOf, type VersionedDeskMessage } from './message-rows.ts'
import { insertAtDestination, postNote, postReply, refuseMoreMessages, refuseMorePending } from './post-message.ts'

/**
 * Adds a reply or a note. A reply that is sent later changes nothing else yet. Removes the draft of the message, unless
 * its text comes from elsewhere.
 */
export async function createMessage(
  dependencies: MessageDependencies,
  { id, kind, body, attachmentIds = [], sendAfterSeconds = 0 }: DeskMessageCreate,
  isOfDraft = true,
): Promise<VersionedDeskMessage> {
  const { db, actor, scope, clock, reopenDays } = dependencies
  const destination = await lockDestination(db, id, scope)
  if (!destination) throw ticketNotFound(id)
  const { ticket } = destination
  await refuseMoreMessages(db, ticket)
  if (sendAfterSeconds > 0) await refuseMorePending(db, ticket)
  const now = clock()
  const author = authorOf(actor)
  const sendAt = sendAfterSeconds > 0 ? secondsAfter(now, sendAfterSeconds) : null
  const message = { kind, author, authorName: null, body, now, sendAt }
  const { row, files } = await insertAtDestination(dependencies, destination, message, attachmentIds)
  if (isOfDraft && actor.kind !== 'service') await deleteDraft(db, { agentId: callingAgent(actor), ticketId: id, kind })
  if (kind === 'note') await postNote(dependencies, ticket, row, now)
  else if (sendAt === null) {
    await postReply(
      dependencies,
      ticket,
      row,
      replyEffects(ticket, author.kind, now, reopenDays),
      now,
      files.length > 0,
    )
  }
  return deskMessageOf(row, files, 0)
}

function secondsAfter(now: string, seconds: number): string {
  return new Date(Date.parse(now) + seconds * 1000).toISOString()
}

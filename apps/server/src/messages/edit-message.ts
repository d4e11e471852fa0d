import {
  EDITABLE_MINUTES,
  MAX_EDITS,
  type MessageUpdate,
  messageUpdated,
  msOf,
  SupportError,
} from '@kinconecta/support-contracts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { insertMessageVersion } from '../tickets/message-versions.repository.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { authorOf, isSameAuthor } from './authors.ts'
import { isFromNamedTicket, lockDestination } from './merged-conversations.ts'
import { messageOf, type MessageRow, storedAuthorOf } from './message-rows.ts'
import { isSeen, type Viewer } from './messages.list.ts'
import { findMessage, updateBody } from './messages.repository.ts'

const MINUTE_MS = 60_000

/**
 * Replaces the text of a message by its author and keeps the earlier text, unless nobody else has seen it. Rejects with
 * MESSAGE_NOT_FOUND if the viewer does not see the message, MESSAGE_NOT_EDITABLE if another one wrote it, or too long
 * ago.
 */
export async function editMessage(
  { db, scope, actor, clock, ifVersions, record }: TicketDependencies,
  { id, messageId, body }: MessageUpdate,
  viewer: Viewer,
): Promise<MessageRow> {
  const destination = await lockDestination(db, id, scope)
  if (!destination) throw ticketNotFound(id)
  const { ticket } = destination
  const row = await findMessage(db, ticket.ticketId, messageId)
  if (!row || !isSeen(row, viewer) || !isFromNamedTicket(row, destination)) throw messageNotFound(messageId)
  const now = clock()
  if (!isSameAuthor(storedAuthorOf(row), authorOf(actor))) {
    throw new SupportError('MESSAGE_NOT_EDITABLE', 'Only its author may edit a message')
  }
  if (row.copy_of !== null) {
    throw new SupportError('MESSAGE_NOT_EDITABLE', 'The first message of a merged ticket cannot be edited')
  }
  refuseLateEdit(row, now)
  if (ifVersions && !ifVersions.includes(row.version)) {
    throw versionMismatch(`Message ${messageId}`, row.version, ifVersions)
  }
  if (row.send_at !== null) return updateBody(db, messageId, body, null)
  await insertMessageVersion(db, { ticketId: ticket.ticketId, messageId, body: row.body, now })
  const edited = await updateBody(db, messageId, body, now)
  record(messageUpdated({ ...messageOf(edited, []), kind: edited.kind }, ticket), ticket)
  return edited
}

function refuseLateEdit(row: MessageRow, now: string): void {
  const isLate = row.send_at === null && Date.parse(now) - msOf(row.created_at) > EDITABLE_MINUTES * MINUTE_MS
  if (isLate) {
    throw new SupportError('MESSAGE_NOT_EDITABLE', `A message can be edited for ${EDITABLE_MINUTES} minutes`)
  }
  if (row.version > MAX_EDITS) {
    throw new SupportError('MESSAGE_NOT_EDITABLE', `A message can be edited at most ${MAX_EDITS} times`)
  }
}

export function messageNotFound(id: number): SupportError {
  return new SupportError('MESSAGE_NOT_FOUND', `Message ${id} not found`)
}

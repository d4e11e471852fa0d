import {
  attachmentCreated,
  attachmentUpdated,
  MAX_MESSAGES,
  messageCreated,
  replyChanges,
  type ReplyEffects,
  SupportError,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { RecordChange } from '../events/change-record.ts'
import type { Database } from '../platform/database/tables.ts'
import { countPending, type Conversation, updateNotedTicket, updateRepliedTicket } from './conversations.repository.ts'
import type { VersionedAttachment } from '../attachments/attachments.repository.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import type { Destination } from './merged-conversations.ts'
import { moveFilesOfMessage, publishFiles, updateFilesOfMessage } from './message-files.repository.ts'
import { insertMessage, type NewMessage } from './messages.repository.ts'
import { messageOf, type MessageRow } from './message-rows.ts'

// The most replies to a ticket that wait to be sent.
const MAX_PENDING = 100

interface PostDependencies {
  /** A transaction that has locked the ticket. */
  db: Kysely<Database>
  record: RecordChange
}

/**
 * Inserts a message at its destination, with files of the ticket that the caller named. If that ticket is merged, the
 * files move too.
 */
export async function insertAtDestination(
  { db, record, scope }: PostDependencies & { scope: TicketScope },
  { ticket, named, mergedBy }: Destination,
  message: Omit<NewMessage, 'ticketId' | 'mergedBy'>,
  attachmentIds: readonly number[],
): Promise<{ row: MessageRow; files: VersionedAttachment[] }> {
  const { ticketId } = ticket
  const [mergeId] = mergedBy
  const row = await insertMessage(db, { ...message, ticketId, mergedBy })
  const messageId = row.message_id
  const brought = mergeId === undefined ? undefined : { ticketId, mergeId }
  const placed = { ticketId: named.ticketId, messageId, isNote: message.kind === 'note' }
  const files = await updateFilesOfMessage(db, placed, attachmentIds, scope, brought)
  if (files.length === 0 || !brought) return { row, files }
  const moved = await moveFilesOfMessage(db, messageId, { ticketId, messageId, mergedBy })
  for (const file of moved) {
    for (const each of [named, ticket])
      record(attachmentUpdated({ ...file, ticketId: named.ticketId }, file, each), each)
  }
  return { row, files: files.map((file) => moved.find((each) => each.attachmentId === file.attachmentId) ?? file) }
}

/**
 * Makes what a public message changes: its ticket, its files, and the events of all. The row of the message exists
 * already.
 */
export async function postReply(
  { db, record }: PostDependencies,
  ticket: Conversation,
  row: MessageRow,
  effects: ReplyEffects,
  now: string,
  hasFiles = true,
): Promise<void> {
  const { ticketId } = ticket
  const published = hasFiles ? await publishFiles(db, { ticketId, messageId: row.message_id }) : []
  await updateRepliedTicket(db, ticketId, effects, now)
  const changed = { ...ticket, version: ticket.version + (effects.reopens ? 1 : 0) }
  record(messageCreated(messageOf(row, []), changed), changed)
  for (const attachment of published) record(attachmentCreated(attachment, changed), changed)
  for (const change of replyChanges(ticket, changed.version, effects)) record(change, changed)
}

/** Makes what a note changes: only the number of messages, and the event. */
export async function postNote(
  { db, record }: PostDependencies,
  ticket: Conversation,
  row: MessageRow,
  now: string,
): Promise<void> {
  await updateNotedTicket(db, ticket.ticketId, now)
  record(messageCreated({ ...messageOf(row, []), kind: 'note' }, ticket), ticket)
}

/** Throws MESSAGE_LIMIT_REACHED if the most replies to a ticket wait to be sent. */
export async function refuseMorePending(db: Kysely<Database>, { ticketId }: Conversation): Promise<void> {
  if ((await countPending(db, ticketId)) < MAX_PENDING) return
  throw new SupportError('MESSAGE_LIMIT_REACHED', `At most ${MAX_PENDING} replies to a ticket can wait to be sent`)
}

/** Throws MESSAGE_LIMIT_REACHED if the ticket has the most messages that it can have, with those not sent yet. */
export async function refuseMoreMessages(db: Kysely<Database>, ticket: Conversation): Promise<void> {
  const { ticketId, messageCount } = ticket
  if (messageCount < MAX_MESSAGES - MAX_PENDING) return
  if (messageCount + (await countPending(db, ticketId)) >= MAX_MESSAGES) {
    throw new SupportError('MESSAGE_LIMIT_REACHED', `A ticket has at most ${MAX_MESSAGES} messages`)
  }
}

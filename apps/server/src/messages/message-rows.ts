import type { Attachment, DeskMessage, Message } from '@kinconecta/support-contracts'
import type { Database } from '../platform/database/tables.ts'
import type { Selectable } from 'kysely'
import type { Conversation } from './conversations.repository.ts'
import { shownAuthor, type StoredAuthor } from './authors.ts'

/** A row of the table of messages. */
export type MessageRow = Selectable<Database['messages']>

/** A message with its version, from which its ETag is made. */
export type VersionedMessage = Message & { version: number }
export type VersionedDeskMessage = DeskMessage & { version: number }

/** A message as requesters see it. */
export function messageOf(row: MessageRow, attachments: Attachment[]): VersionedMessage {
  return {
    messageId: row.message_id,
    ticketId: row.ticket_id,
    author: shownAuthor(storedAuthorOf(row), row.author_name),
    body: row.body,
    attachments,
    createdAt: row.created_at,
    editedAt: row.edited_at,
    followUpOf: null,
    version: row.version,
  }
}

/** A message as staff see it. */
export function deskMessageOf(row: MessageRow, attachments: Attachment[], versionCount: number): VersionedDeskMessage {
  return { ...messageOf(row, attachments), kind: row.kind, sendAt: row.send_at, versionCount }
}

/** The message with which a ticket began. */
export function firstMessageOf(ticket: Conversation, attachments: Attachment[]): Message {
  const { ticketId, userId, fullName, message, createdAt, messageEditedAt, followUpOf } = ticket
  return {
    messageId: 0,
    ticketId,
    author: { kind: 'requester', id: userId === null ? null : String(userId), name: fullName },
    body: message,
    attachments,
    createdAt,
    editedAt: messageEditedAt,
    followUpOf,
  }
}

export function storedAuthorOf({ author_kind: kind, author_id: id }: MessageRow): StoredAuthor {
  return { kind, id }
}

import type { DeskMessage } from '@kinconecta/support-client'
import { currentSession } from '../session/session.ts'
import { parseTimestamp } from '../time/timestamp.ts'
import { keptEdit } from './kept-edits.ts'

/** What can be done with a message. */
export type MessageAction = 'edit' | 'split' | 'versions'

const EDITABLE_MS = 15 * 60_000

/** Until when its author can edit a message. */
export function editableUntil({ createdAt }: DeskMessage): Date {
  return new Date(parseTimestamp(createdAt).getTime() + EDITABLE_MS)
}

/**
 * Whether the dialog for an edit opens: for an own message of the last 15 minutes, or one whose edit was begun and not
 * saved. One that waits to be sent is taken back instead.
 */
export function canEdit(message: DeskMessage, now: Date): boolean {
  const { messageId, author, sendAt } = message
  const own = currentSession()?.session.caller?.id.replace(/^\w+:/, '')
  const isOwn = messageId > 0 && author.kind !== 'requester' && author.id === own && sendAt === null
  return isOwn && (now < editableUntil(message) || keptEdit(messageId) !== undefined)
}

/** Whether a message can become a ticket: one of the requester, but not the first one, which is a ticket already. */
export function canSplit({ messageId, kind, author }: DeskMessage): boolean {
  return messageId > 0 && kind === 'reply' && author.kind === 'requester'
}

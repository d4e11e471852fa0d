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

/** Whether the user may edit the message: an own one of the last 15 minutes. One that waits to be sent is taken back. */
export function canEdit(message: DeskMessage, now: Date): boolean {
  return isOwn(message) && message.sendAt === null && (now < editableUntil(message) || hasKeptEdit(message))
}

/** Whether the user has begun an edit of the message and not saved it: the dialog still opens, for its text. */
export function hasKeptEdit(message: DeskMessage): boolean {
  return isOwn(message) && keptEdit(message.messageId) !== undefined
}

function isOwn({ messageId, author }: DeskMessage): boolean {
  const own = currentSession()?.session.caller?.id.replace(/^\w+:/, '')
  return messageId > 0 && author.kind !== 'requester' && author.id === own
}

/** Whether a message can become a ticket: one of the requester, but not the first one, which is a ticket already. */
export function canSplit({ messageId, kind, author }: DeskMessage): boolean {
  return messageId > 0 && kind === 'reply' && author.kind === 'requester'
}

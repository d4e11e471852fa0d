import type { DeskMessage } from '@kinconecta/support-client'
import { currentSession } from '../session/session.ts'
import { parseTimestamp } from '../time/timestamp.ts'

/** What can be done with a message. */
export type MessageAction = 'edit' | 'split' | 'versions'

const EDITABLE_MS = 15 * 60_000

/** Until when its author can edit a message. */
export function editableUntil({ createdAt }: DeskMessage): Date {
  return new Date(parseTimestamp(createdAt).getTime() + EDITABLE_MS)
}

/** Whether the user may edit the message: an own one of the last 15 minutes. One that waits is taken back instead. */
export function canEdit(message: DeskMessage, now: Date): boolean {
  const { messageId, author, sendAt } = message
  const own = currentSession()?.session.caller?.id.replace(/^\w+:/, '')
  return (
    messageId > 0 && author.kind !== 'requester' && author.id === own && sendAt === null && now < editableUntil(message)
  )
}

/** Whether a message can become a ticket: one of the requester, but not the first one, which is a ticket already. */
export function canSplit({ messageId, kind, author }: DeskMessage): boolean {
  return messageId > 0 && kind === 'reply' && author.kind === 'requester'
}

import {
  callingAgent,
  type DeskMessage,
  type DeskMessageCreate,
  type DeskMessageService,
  type MessageRef,
  replyEffects,
  SupportError,
} from '@kinconecta/support-contracts'
import { deleteDraft } from '../desk/drafts.repository.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import { authorOf } from './authors.ts'
import { findConversation } from './conversations.repository.ts'
import { editMessage, messageNotFound } from './edit-message.ts'
import { isFromNamedTicket, lockDestination } from './merged-conversations.ts'
import { listFilesOf, listFilesOfMessages, releaseFiles } from './message-files.repository.ts'
import { deskMessageOf, firstMessageOf, type MessageRow, type VersionedDeskMessage } from './message-rows.ts'
import { searchPage } from './message-search.ts'
import { versionPage } from './message-versions.list.ts'
import { isSeen, messagePage, type Viewer } from './messages.list.ts'
import { countVersions, countVersionsOf, deleteMessage, findMessage } from './messages.repository.ts'
import type { MessageDependencies } from './message-dependencies.ts'
import { insertAtDestination, postNote, postReply, refuseMoreMessages, refuseMorePending } from './post-message.ts'

/** The rules of `desk.messages.*`: what staff see and write. Only callers that reach all tickets may use it. */
export function deskMessageService(dependencies: MessageDependencies): DeskMessageService {
  const { db, lists, actor, scope } = dependencies
  const viewer: Viewer = { kind: 'staff', authorId: actor.id }

  const show = async (row: MessageRow): Promise<VersionedDeskMessage> => {
    const { ticket_id: ticketId, message_id: messageId } = row
    const files = await listFilesOfMessages(db, ticketId, [messageId], scope)
    const versions = await countVersions(db, ticketId, [messageId])
    return deskMessageOf(row, files.get(messageId) ?? [], versions.get(messageId) ?? 0)
  }

  return {
    async list(query) {
      const ticket = await findConversation(lists, query.id, scope)
      if (!ticket) throw ticketNotFound(query.id)
      return messagePage(lists, query, viewer, async (rows) => {
        const ids = rows.map((row) => row?.message_id ?? 0)
        const files = await listFilesOfMessages(lists, query.id, ids, scope)
        const versions = await countVersions(lists, query.id, ids)
        return rows.map((row) => {
          const id = row?.message_id ?? 0
          const [attachments, versionCount] = [files.get(id) ?? [], versions.get(id) ?? 0]
          if (row) return deskMessageOf(row, attachments, versionCount)
          return { ...firstMessageOf(ticket, attachments), kind: 'reply', sendAt: null, versionCount } as const
        })
      })
    },

    async search(query) {
      return searchPage(lists, query, scope, viewer, async (rows) => {
        const files = await listFilesOf(lists, rows, scope)
        const versions = await countVersionsOf(lists, rows)
        return rows.map((row) => deskMessageOf(row, files.get(row.message_id) ?? [], versions.get(row.message_id) ?? 0))
      })
    },

    create: (input) => createMessage(dependencies, input),

    update: async (input) => show(await editMessage(dependencies, input, viewer)),

    cancel: (ref) => cancelReply(dependencies, viewer, ref, show),

    async versions(query) {
      const { id, messageId } = query
      if (!(await findConversation(lists, id, scope))) throw ticketNotFound(id)
      const row = messageId === 0 ? undefined : await findMessage(lists, id, messageId)
      if (messageId !== 0 && (!row || !isSeen(row, viewer))) throw messageNotFound(messageId)
      return versionPage(lists, query)
    },
  }
}

/** Adds a reply or a note. A reply that is sent later changes nothing else yet. Removes the draft of the message. */
async function createMessage(
  dependencies: MessageDependencies,
  { id, kind, body, attachmentIds = [], sendAfterSeconds = 0 }: DeskMessageCreate,
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
  if (actor.kind !== 'service') await deleteDraft(db, { agentId: callingAgent(actor), ticketId: id, kind })
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

/** Removes a reply that is not sent yet. Its files stay on the ticket, for another message. */
async function cancelReply(
  { db, scope }: MessageDependencies,
  viewer: Viewer,
  { id, messageId }: MessageRef,
  show: (row: MessageRow) => Promise<VersionedDeskMessage>,
): Promise<DeskMessage> {
  const destination = await lockDestination(db, id, scope)
  if (!destination) throw ticketNotFound(id)
  const row = await findMessage(db, destination.ticket.ticketId, messageId)
  if (!row || !isSeen(row, viewer) || !isFromNamedTicket(row, destination)) throw messageNotFound(messageId)
  if (row.send_at === null) throw new SupportError('MESSAGE_ALREADY_SENT')
  const { version: _, ...cancelled } = await show(row)
  await releaseFiles(db, messageId)
  await deleteMessage(db, messageId)
  return cancelled
}

function secondsAfter(now: string, seconds: number): string {
  return new Date(Date.parse(now) + seconds * 1000).toISOString()
}

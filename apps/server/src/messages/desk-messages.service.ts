import { type DeskMessage, type DeskMessageService, type MessageRef, SupportError } from '@kinconecta/support-contracts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import { createMessage } from './create-desk-message.ts'
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

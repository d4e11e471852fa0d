import { type MessageService, replyEffects } from '@kinconecta/support-contracts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import { authorOf } from './authors.ts'
import { findConversation, lockConversation } from './conversations.repository.ts'
import { editMessage } from './edit-message.ts'
import { createFollowUp } from './follow-ups.ts'
import type { MessageDependencies } from './message-dependencies.ts'
import { listFilesOf, listFilesOfMessages, updateFilesOfMessage } from './message-files.repository.ts'
import { firstMessageOf, messageOf } from './message-rows.ts'
import { searchPage } from './message-search.ts'
import { messagePage } from './messages.list.ts'
import { insertMessage } from './messages.repository.ts'
import { postReply, refuseMoreMessages } from './post-message.ts'

/** The rules of `messages.*`: what requesters see and write. Staff use the same operations for public messages. */
export function messageService(dependencies: MessageDependencies): MessageService {
  const { db, lists, actor, scope, clock, reopenDays } = dependencies
  return {
    async list(query) {
      const ticket = await findConversation(lists, query.id, scope)
      if (!ticket) throw ticketNotFound(query.id)
      return messagePage(lists, query, { kind: 'requester' }, async (rows) => {
        const ids = rows.map((row) => row?.message_id ?? 0)
        const files = await listFilesOfMessages(lists, query.id, ids, scope)
        return rows.map((row) =>
          row === undefined
            ? firstMessageOf(ticket, files.get(0) ?? [])
            : messageOf(row, files.get(row.message_id) ?? []),
        )
      })
    },

    async search(query) {
      return searchPage(lists, query, scope, { kind: 'requester' }, async (rows) => {
        const files = await listFilesOf(lists, rows, scope)
        return rows.map((row) => messageOf(row, files.get(row.message_id) ?? []))
      })
    },

    async create({ id, body, attachmentIds = [] }) {
      const ticket = await lockConversation(db, id, scope)
      if (!ticket) throw ticketNotFound(id)
      const now = clock()
      const author = authorOf(actor)
      const effects = replyEffects(ticket, author.kind, now, reopenDays)
      if (effects.isFollowUp) return createFollowUp(dependencies, ticket, { body, attachmentIds })
      await refuseMoreMessages(db, ticket)
      const authorName = author.kind === 'requester' ? ticket.fullName : null
      const row = await insertMessage(db, { ticketId: id, kind: 'reply', author, authorName, body, now, sendAt: null })
      const files = await updateFilesOfMessage(db, { ticketId: id, messageId: row.message_id }, attachmentIds, scope)
      await postReply(dependencies, ticket, row, effects, now, files.length > 0)
      return messageOf(row, files)
    },

    async update(input) {
      const row = await editMessage(dependencies, input)
      const files = await listFilesOfMessages(db, input.id, [row.message_id], scope)
      return messageOf(row, files.get(row.message_id) ?? [])
    },
  }
}

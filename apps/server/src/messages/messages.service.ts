import { type MessageService, replyEffects } from '@kinconecta/support-contracts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import { authorOf } from './authors.ts'
import { findConversation } from './conversations.repository.ts'
import { editMessage } from './edit-message.ts'
import { createFollowUp } from './follow-ups.ts'
import type { MessageDependencies } from './message-dependencies.ts'
import { lockDestination } from './merged-conversations.ts'
import { listFilesOf, listFilesOfMessages } from './message-files.repository.ts'
import { firstMessageOf, messageOf } from './message-rows.ts'
import { searchPage } from './message-search.ts'
import { messagePage, requesterViewer } from './messages.list.ts'
import { insertAtDestination, postReply, refuseMoreMessages } from './post-message.ts'

/** The rules of `messages.*`: what requesters see and write. Staff use the same operations for public messages. */
export function messageService(dependencies: MessageDependencies): MessageService {
  const { db, lists, actor, scope, clock, reopenDays } = dependencies
  const viewer = requesterViewer(scope)
  return {
    async list(query) {
      const ticket = await findConversation(lists, query.id, scope)
      if (!ticket) throw ticketNotFound(query.id)
      return messagePage(lists, query, viewer, async (rows) => {
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
      return searchPage(lists, query, scope, viewer, async (rows) => {
        const files = await listFilesOf(lists, rows, scope)
        return rows.map((row) => messageOf(row, files.get(row.message_id) ?? []))
      })
    },

    async create({ id, body, attachmentIds = [] }) {
      const destination = await lockDestination(db, id, scope)
      if (!destination) throw ticketNotFound(id)
      const { ticket } = destination
      const now = clock()
      const author = authorOf(actor)
      const effects = replyEffects(ticket, author.kind, now, reopenDays)
      if (effects.isFollowUp) {
        // With its token, a guest learns nothing of the ticket into which this one was merged.
        const closed = scope.kind === 'ticket' ? { ticket: destination.named, named: destination.named } : destination
        return createFollowUp(dependencies, closed, { body, attachmentIds })
      }
      await refuseMoreMessages(db, ticket)
      const authorName = author.kind === 'requester' ? ticket.fullName : null
      const message = { kind: 'reply', author, authorName, body, now, sendAt: null } as const
      const { row, files } = await insertAtDestination(dependencies, destination, message, attachmentIds)
      await postReply(dependencies, ticket, row, effects, now, files.length > 0)
      if (scope.kind !== 'ticket') return messageOf(row, files)
      for (const file of files) file.ticketId = id
      return { ...messageOf(row, files), ticketId: id }
    },

    async update(input) {
      const row = await editMessage(dependencies, input, viewer)
      const files = await listFilesOfMessages(db, row.ticket_id, [row.message_id], scope)
      return messageOf(row, files.get(row.message_id) ?? [])
    },
  }
}

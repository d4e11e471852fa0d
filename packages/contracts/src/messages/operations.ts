import { pageOf } from '../core/pages.ts'
import { operation } from '../trpc.ts'
import { Message, MessageCreate, MessageQuery, MessageSearch, MessageUpdate } from './message.ts'

const tags = ['Messages']
const collection = '/support_tickets/{id}/messages'

/** The procedures of `messages.*`. */
export const messages = {
  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List the messages of a ticket' },
    success: { status: 200, description: "Public messages in the order of the conversation; first the ticket's own." },
    errors: ['TICKET_NOT_FOUND', 'CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(MessageQuery)
    .output(pageOf(Message))
    .query(({ ctx, input }) => ctx.messages.list(input)),

  search: operation({
    openapi: { method: 'GET', path: '/messages/search', tags, summary: 'Search messages' },
    success: {
      status: 200,
      description:
        'Public messages with these words, the newest first. First messages are found by `GET /support_tickets`.',
    },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(MessageSearch)
    .output(pageOf(Message))
    .query(({ ctx, input }) => ctx.messages.search(input)),

  create: operation({
    openapi: { method: 'POST', path: collection, tags, summary: 'Reply to a ticket' },
    success: {
      status: 201,
      description: 'The message. After a reply to a closed ticket, the first message of the ticket that continues it.',
      hasTicketToken: true,
    },
    errors: ['TICKET_NOT_FOUND', 'ATTACHMENT_NOT_FOUND', 'MESSAGE_LIMIT_REACHED'],
    events: [
      'message.created',
      'ticket.status_changed',
      'ticket.waiting_on_changed',
      'ticket.unsnoozed',
      'ticket.created',
      'attachment.created',
      'attachment.updated',
    ],
  })
    .input(MessageCreate)
    .output(Message)
    .mutation(({ ctx, input }) => ctx.messages.create(input)),

  update: operation({
    openapi: { method: 'PUT', path: `${collection}/{messageId}`, tags, summary: 'Edit a message' },
    success: { status: 200, description: 'The edited message.' },
    errors: ['TICKET_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'MESSAGE_NOT_EDITABLE', 'PRECONDITION_FAILED'],
    events: ['message.updated'],
  })
    .input(MessageUpdate)
    .output(Message)
    .mutation(({ ctx, input }) => ctx.messages.update(input)),
}

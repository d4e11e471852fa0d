import type {
  Attachment,
  AttachmentQuery,
  DeskMessage,
  Draft,
  DraftQuery,
  EventQuery,
  Message,
  MessageQuery,
  MessageSearch,
  MessageVersion,
  MessageVersionQuery,
  SupportEvent,
  Ticket,
  TicketQuery,
} from '@kinconecta/support-contracts'
import type { SupportClient } from '../client.ts'
import { list, listOf, mutation, query } from './builders.ts'

/**
 * Returns builders of TanStack Query options for every operation. The cache stores plain data; errors are
 * `SupportError`s.
 * @example
 * const queries = supportQueries(support)
 * const ticket = useQuery(queries.tickets.get.queryOptions({ id: 1523 }))
 * const pages = useInfiniteQuery(queries.tickets.list.infiniteQueryOptions({ limit: 20 }))
 * const create = useMutation({
 *   ...queries.tickets.create.mutationOptions(),
 *   onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.tickets.list.queryKey() }),
 * })
 */
export function supportQueries({ tickets, messages, attachments, events, desk }: SupportClient) {
  return {
    tickets: {
      create: mutation('tickets.create', tickets.create.bind(tickets)),
      get: query('tickets.get', tickets.get.bind(tickets)),
      list: list<TicketQuery, Ticket>('tickets.list', tickets.list.bind(tickets)),
      update: mutation('tickets.update', tickets.update.bind(tickets)),
      delete: mutation('tickets.delete', tickets.delete.bind(tickets)),
      rotateToken: mutation('tickets.rotateToken', tickets.rotateToken.bind(tickets)),
    },
    messages: {
      list: listOf<MessageQuery, Message>('messages.list', messages.list.bind(messages)),
      search: listOf<MessageSearch, Message>('messages.search', messages.search.bind(messages)),
      create: mutation('messages.create', messages.create.bind(messages)),
      update: mutation('messages.update', messages.update.bind(messages)),
    },
    attachments: {
      create: mutation('attachments.create', attachments.create.bind(attachments)),
      get: query('attachments.get', attachments.get.bind(attachments)),
      list: list<AttachmentQuery, Attachment>('attachments.list', attachments.list.bind(attachments)),
      update: mutation('attachments.update', attachments.update.bind(attachments)),
      delete: mutation('attachments.delete', attachments.delete.bind(attachments)),
      link: query('attachments.link', attachments.link.bind(attachments)),
      upload: mutation('attachments.upload', attachments.upload.bind(attachments)),
    },
    events: {
      list: list<EventQuery, SupportEvent>('events.list', events.list.bind(events)),
      createStreamTicket: mutation('events.createStreamTicket', events.createStreamTicket.bind(events)),
    },
    desk: {
      tickets: {
        get: query('desk.tickets.get', desk.tickets.get.bind(desk.tickets)),
      },
      messages: {
        list: listOf<MessageQuery, DeskMessage>('desk.messages.list', desk.messages.list.bind(desk.messages)),
        search: listOf<MessageSearch, DeskMessage>('desk.messages.search', desk.messages.search.bind(desk.messages)),
        create: mutation('desk.messages.create', desk.messages.create.bind(desk.messages)),
        update: mutation('desk.messages.update', desk.messages.update.bind(desk.messages)),
        cancel: mutation('desk.messages.cancel', desk.messages.cancel.bind(desk.messages)),
        versions: listOf<MessageVersionQuery, MessageVersion>(
          'desk.messages.versions',
          desk.messages.versions.bind(desk.messages),
        ),
      },
      drafts: {
        list: list<DraftQuery, Draft>('desk.drafts.list', desk.drafts.list.bind(desk.drafts)),
        get: query('desk.drafts.get', desk.drafts.get.bind(desk.drafts)),
        put: mutation('desk.drafts.put', desk.drafts.put.bind(desk.drafts)),
        delete: mutation('desk.drafts.delete', desk.drafts.delete.bind(desk.drafts)),
      },
      attachments: {
        upload: mutation('desk.attachments.upload', desk.attachments.upload.bind(desk.attachments)),
      },
    },
  }
}

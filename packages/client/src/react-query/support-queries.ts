import type {
  ApiKey,
  ApiKeyQuery,
  Attachment,
  AttachmentQuery,
  EventQuery,
  Message,
  MessageQuery,
  MessageSearch,
  SupportEvent,
  Ticket,
  TicketQuery,
  TimelineQuery,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryQuery,
  WebhookQuery,
} from '@kinconecta/support-contracts'
import type { SupportClient } from '../client.ts'
import { list, listOf, mutation, query } from './builders.ts'
import { deskQueries } from './desk-queries.ts'

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
export function supportQueries({
  tickets,
  messages,
  satisfaction,
  attachments,
  events,
  webhooks,
  apiKeys,
  desk,
}: SupportClient) {
  return {
    tickets: {
      create: mutation('tickets.create', tickets.create.bind(tickets)),
      get: query('tickets.get', tickets.get.bind(tickets)),
      list: list<TicketQuery, Ticket>('tickets.list', tickets.list.bind(tickets)),
      timeline: list<TimelineQuery, SupportEvent>('tickets.timeline', tickets.timeline.bind(tickets)),
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
    satisfaction: {
      rate: mutation('satisfaction.rate', satisfaction.rate.bind(satisfaction)),
      rateByToken: mutation('satisfaction.rateByToken', satisfaction.rateByToken.bind(satisfaction)),
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
    ...serviceQueries({ webhooks, apiKeys }),
    desk: deskQueries(desk),
  }
}

/** The builders of the operations that connect other services. */
function serviceQueries({ webhooks, apiKeys }: Pick<SupportClient, 'webhooks' | 'apiKeys'>) {
  return {
    webhooks: {
      create: mutation('webhooks.create', webhooks.create.bind(webhooks)),
      list: list<WebhookQuery, Webhook>('webhooks.list', webhooks.list.bind(webhooks)),
      get: query('webhooks.get', webhooks.get.bind(webhooks)),
      getStatus: query('webhooks.getStatus', webhooks.getStatus.bind(webhooks)),
      update: mutation('webhooks.update', webhooks.update.bind(webhooks)),
      delete: mutation('webhooks.delete', webhooks.delete.bind(webhooks)),
      rotateSecret: mutation('webhooks.rotateSecret', webhooks.rotateSecret.bind(webhooks)),
      test: mutation('webhooks.test', webhooks.test.bind(webhooks)),
      listDeliveries: list<WebhookDeliveryQuery, WebhookDelivery>(
        'webhooks.listDeliveries',
        webhooks.listDeliveries.bind(webhooks),
      ),
      replay: mutation('webhooks.replay', webhooks.replay.bind(webhooks)),
    },
    apiKeys: {
      create: mutation('apiKeys.create', apiKeys.create.bind(apiKeys)),
      list: list<ApiKeyQuery, ApiKey>('apiKeys.list', apiKeys.list.bind(apiKeys)),
      revoke: mutation('apiKeys.revoke', apiKeys.revoke.bind(apiKeys)),
    },
  }
}

import { z } from 'zod'
import { PageRequest, pageOf } from '../core/pages.ts'
import { operation } from '../trpc.ts'
import {
  WebhookDelivery,
  WebhookDeliveryQuery,
  WebhookReplay,
  WebhookReplayRequest,
  WebhookTest,
} from './webhook-delivery.ts'
import {
  VersionedWebhookRef,
  Webhook,
  WebhookCreate,
  WebhookRef,
  WebhookStatus,
  WebhookUpdate,
  WebhookWithSecret,
} from './webhook.ts'

const tags = ['Webhooks']
const collection = '/webhooks'
const item = '/webhooks/{id}'

/** The procedures of `webhooks.*`. */
export const webhooks = {
  create: operation({
    openapi: { method: 'POST', path: collection, tags, summary: 'Create a webhook' },
    success: {
      status: 201,
      description: 'The webhook with its secret. The secret is not shown again.',
      locationOf: 'webhookId',
      isSecret: true,
    },
    errors: ['URL_NOT_ALLOWED', 'WEBHOOK_LIMIT_REACHED'],
    events: [],
  })
    .input(WebhookCreate)
    .output(WebhookWithSecret)
    .mutation(({ ctx, input }) => ctx.webhooks.create(input)),

  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List webhooks' },
    success: { status: 200, description: 'Webhooks, ascending by id.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(PageRequest.pick({ limit: true, cursor: true }).prefault({}))
    .output(pageOf(Webhook))
    .query(({ ctx, input }) => ctx.webhooks.list(input)),

  get: operation({
    openapi: { method: 'GET', path: item, tags, summary: 'Get a webhook' },
    success: { status: 200, description: 'The webhook.' },
    errors: ['WEBHOOK_NOT_FOUND'],
  })
    .input(WebhookRef)
    .output(Webhook)
    .query(({ ctx, input }) => ctx.webhooks.get(input)),

  getStatus: operation({
    openapi: { method: 'GET', path: `${item}/status`, tags, summary: 'Get how far the deliveries of a webhook are' },
    success: { status: 200, description: 'The status.', isFleeting: true },
    errors: ['WEBHOOK_NOT_FOUND'],
  })
    .input(WebhookRef)
    .output(WebhookStatus)
    .query(({ ctx, input }) => ctx.webhooks.getStatus(input)),

  update: operation({
    openapi: {
      method: 'PUT',
      path: item,
      tags,
      summary: 'Update, enable or disable a webhook',
      description:
        'A field that is left out keeps its value. A webhook that is enabled again goes on where it stopped, or with ' +
        '`resumeFrom: now` skips the events until now. Any update ends a pause that the receiver asked for.',
    },
    success: { status: 200, description: 'The updated webhook.' },
    errors: ['WEBHOOK_NOT_FOUND', 'PRECONDITION_FAILED', 'URL_NOT_ALLOWED', 'EVENTS_TRIMMED'],
    events: [],
  })
    .input(WebhookUpdate)
    .output(Webhook)
    .mutation(({ ctx, input }) => ctx.webhooks.update(input)),

  delete: operation({
    openapi: { method: 'DELETE', path: item, tags, summary: 'Delete a webhook' },
    success: { status: 204, description: 'Deleted.' },
    errors: ['WEBHOOK_NOT_FOUND', 'PRECONDITION_FAILED'],
    events: [],
  })
    .input(VersionedWebhookRef)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.webhooks.delete(input)),

  rotateSecret: operation({
    openapi: {
      method: 'POST',
      path: `${item}/rotate_secret`,
      tags,
      summary: 'Replace the secret of a webhook',
      description:
        'Replaces the secret and the public key. For 24 hours, messages have the signatures of both, so that the receiver ' +
        'can change in between.',
    },
    success: {
      status: 200,
      description: 'The webhook with its new secret. Messages have the signatures of both secrets for 24 hours.',
      isSecret: true,
    },
    errors: ['WEBHOOK_NOT_FOUND'],
    events: [],
  })
    .input(WebhookRef)
    .output(WebhookWithSecret)
    .mutation(({ ctx, input }) => ctx.webhooks.rotateSecret(input)),

  test: operation({
    openapi: {
      method: 'POST',
      path: `${item}/test`,
      tags,
      summary: 'Send a test event to a webhook',
      description:
        'The response comes before the event is sent; the result is in the deliveries, under the same `messageId`. The ' +
        'event is sent once: a test that fails is `given_up` after attempt 1. A test is also sent while the webhook is ' +
        'disabled or paused, and does not change its status. If an earlier test has not been sent yet, its id is returned.',
    },
    success: { status: 200, description: 'The id of the test event. It is sent once, soon.', isFleeting: true },
    errors: ['WEBHOOK_NOT_FOUND'],
    events: [],
  })
    .input(WebhookRef)
    .output(WebhookTest)
    .mutation(({ ctx, input }) => ctx.webhooks.test(input)),

  listDeliveries: operation({
    openapi: { method: 'GET', path: `${item}/deliveries`, tags, summary: 'List the deliveries of a webhook' },
    success: { status: 200, description: 'Attempts of the last 30 days, newest first.' },
    errors: ['WEBHOOK_NOT_FOUND', 'CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(WebhookDeliveryQuery)
    .output(pageOf(WebhookDelivery))
    .query(({ ctx, input }) => ctx.webhooks.listDeliveries(input)),

  replay: operation({
    openapi: {
      method: 'POST',
      path: `${item}/replay`,
      tags,
      summary: 'Deliver events to a webhook again',
      description:
        'Delivers one event (`position`), a range (`from`, `to`), or all events that were given up since a time ' +
        '(`failedSince`), in the background and with the same ids. After a repair of the receiver, use `failedSince`: it ' +
        'also tries the tickets that wait for another attempt at once. A webhook can have 10 replays at a time.',
    },
    success: { status: 200, description: 'The replay, which goes on in the background.', isFleeting: true },
    errors: ['WEBHOOK_NOT_FOUND', 'EVENTS_TRIMMED', 'WEBHOOK_REPLAYS_RUNNING'],
    events: [],
  })
    .input(WebhookReplayRequest)
    .output(WebhookReplay)
    .mutation(({ ctx, input }) => ctx.webhooks.replay(input)),
}

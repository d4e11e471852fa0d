import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { Timestamp, TimestampInput } from '../core/timestamps.ts'
import { WebhookRef } from './webhook.ts'

/** Why an attempt failed. */
export const WebhookFailure = z
  .enum(['status', 'redirect', 'timeout', 'connection', 'tls', 'answer', 'url_refused', 'unsigned'])
  .meta({
    id: 'WebhookFailure',
    description:
      '`status`: the answer was not 2xx. `redirect`: redirects are not followed. `timeout`: the whole answer did not ' +
      'arrive within 15 s. `connection`: no connection, or it was lost. `tls`: no valid TLS. `answer`: not valid HTTP. ' +
      '`url_refused`: the host has an address that is not public, or none. ' +
      '`unsigned`: the secret cannot be read; rotate it.',
  })
export type WebhookFailure = z.infer<typeof WebhookFailure>

/** One attempt to deliver an event. */
export const WebhookDelivery = z
  .object({
    deliveryId: Id,
    webhookId: Id,
    messageId: z.string().meta({ description: 'The `webhook-id` that was sent: the `id` of the event.' }),
    position: z.int().min(1).nullable().meta({ description: 'Position of the event; null for a test event.' }),
    ticketId: Id.nullable().meta({ description: 'Ticket of the event; null for a test event.' }),
    type: z.string().meta({ description: 'Type of the event; `webhook.test` for a test event.' }),
    attempt: z.int().min(1).meta({ description: 'The number of this attempt: 1 to 10.' }),
    outcome: z.enum(['delivered', 'failed', 'given_up']).meta({
      description: '`failed`: there will be another attempt. `given_up`: this was the last one.',
    }),
    failure: WebhookFailure.nullable().meta({ description: 'Null if the event was delivered.' }),
    status: z.int().nullable().meta({ description: 'HTTP status of the answer; null without one.' }),
    durationMs: z.int().min(0).meta({ description: 'Duration of the attempt in milliseconds.' }),
    answer: z.string().meta({ description: 'The first 1 KiB of the body of the answer.' }),
    attemptedAt: Timestamp.meta({ description: 'When the attempt was made.' }),
  })
  .meta({ id: 'WebhookDelivery' })
export type WebhookDelivery = z.infer<typeof WebhookDelivery>

/** Which attempts of a webhook to list, newest first. */
export const WebhookDeliveryQuery = WebhookRef.extend({
  limit: PageRequest.shape.limit,
  cursor: PageRequest.shape.cursor,
  outcome: WebhookDelivery.shape.outcome.optional(),
})
export type WebhookDeliveryQuery = z.infer<typeof WebhookDeliveryQuery>

const position = z.int().min(1)

/** Which events to deliver again: `position` alone, `from` to `to`, or all that were given up `since` a time. */
export const WebhookReplayRequest = WebhookRef.extend({
  position: position.meta({ description: 'The event with this position.' }).optional(),
  from: position.meta({ description: 'The first position of a range.' }).optional(),
  to: position.meta({ description: 'The last position of a range.' }).optional(),
  failedSince: TimestampInput.optional().meta({
    description:
      'All events that were given up since this time, at most 30 days ago; waiting tickets are tried at once.',
  }),
})
  .refine(
    ({ position: one, from, to, failedSince }) =>
      (one !== undefined && from === undefined && to === undefined && failedSince === undefined) ||
      (one === undefined && from !== undefined && to !== undefined && from <= to && failedSince === undefined) ||
      (one === undefined && from === undefined && to === undefined && failedSince !== undefined),
    'Must have position alone, from and to with from <= to, or failedSince alone',
  )
  .meta({ id: 'WebhookReplayRequest', examples: [{ failedSince: '2026-03-11T10:30:00' }] })
export type WebhookReplayRequest = z.infer<typeof WebhookReplayRequest>

/** A replay that was started. */
export const WebhookReplay = z
  .object({
    webhookId: Id,
    from: z.int().min(1).meta({ description: 'The first position that is looked at.' }),
    to: z.int().min(0).meta({ description: 'The last position that is looked at.' }),
  })
  .meta({ id: 'WebhookReplay' })
export type WebhookReplay = z.infer<typeof WebhookReplay>

/** A test event that will be sent. */
export const WebhookTest = z
  .object({
    webhookId: Id,
    messageId: z.string().meta({ description: 'The `webhook-id` of the test event, which its delivery has too.' }),
  })
  .meta({ id: 'WebhookTest' })
export type WebhookTest = z.infer<typeof WebhookTest>

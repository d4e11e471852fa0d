import { z } from 'zod'
import { Id, IfVersion } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { Timestamp } from '../core/timestamps.ts'
import { EVENT_TYPES } from '../events/event.ts'

/** The maximum number of webhooks of one installation. */
export const MAX_WEBHOOKS = 50

const URL_CHARACTERS = 2_000

/** Why a webhook is disabled. */
export const WebhookDisabledReason = z
  .enum(['by_request', 'gone', 'failing', 'access_lost', 'events_trimmed', 'secret_unreadable'])
  .meta({
    id: 'WebhookDisabledReason',
    description:
      '`by_request`: a caller disabled it. `gone`: its receiver answered 410. `failing`: no delivery succeeded for 5 ' +
      'days. `access_lost`: the API key that last changed it was revoked or has lost `webhooks:manage`. ' +
      '`events_trimmed`: events that it had not received were removed from the log. `secret_unreadable`: the key that ' +
      'encrypts the secrets has changed; rotate the secret.',
  })
export type WebhookDisabledReason = z.infer<typeof WebhookDisabledReason>

const DESCRIPTIONS = {
  url: { description: 'Where events are sent: an https URL whose host has only public addresses.' },
  description: { description: 'What the webhook is for.' },
  payload: {
    description:
      '`thin`: the event. `full`: also `object`, the ticket or the attachment as it is when the event is sent.',
  },
  signatures: { description: 'Schemes of Standard Webhooks: `v1` (HMAC-SHA256), `v1a` (Ed25519), or both.' },
}

const EventTypes = z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length)
const Payload = z.enum(['thin', 'full'])
const Signatures = z
  .array(z.enum(['v1', 'v1a']))
  .min(1)
  .max(2)

/** A webhook: an URL to which the service sends events. */
export const Webhook = z
  .object({
    webhookId: Id,
    url: z.string().meta(DESCRIPTIONS.url),
    types: EventTypes.nullable().meta({ description: 'Types of the events that are sent; null for all.' }),
    description: z.string().meta(DESCRIPTIONS.description),
    payload: Payload.meta(DESCRIPTIONS.payload),
    signatures: Signatures.meta(DESCRIPTIONS.signatures),
    publicKey: z
      .string()
      .nullable()
      .meta({ description: 'With `v1a`: the key that verifies it, `whpk_…`. Else null.' }),
    previousSecretExpiresAt: Timestamp.nullable().meta({
      description: 'After a rotation: until when messages are also signed with the previous secret.',
    }),
    isEnabled: z.boolean().meta({ description: 'Whether events are sent.' }),
    disabledReason: WebhookDisabledReason.nullable().meta({ description: 'Null if it is enabled.' }),
    createdAt: Timestamp,
    updatedAt: Timestamp.meta({ description: 'When its configuration was last changed.' }),
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.infer<typeof Webhook>

/** How far the deliveries of a webhook are. */
export const WebhookStatus = z
  .object({
    webhookId: Id,
    isEnabled: z.boolean().meta({ description: 'Whether events are sent.' }),
    disabledReason: WebhookDisabledReason.nullable().meta({ description: 'Null if it is enabled.' }),
    position: z.int().min(0).meta({
      description: 'Events up to this position of the log have been sent, or wait in `waitingTickets`.',
    }),
    waitingTickets: z
      .int()
      .min(0)
      .meta({ description: 'Number of tickets whose next event waits for another attempt.' }),
    lastSuccessAt: Timestamp.nullable().meta({ description: 'When a delivery last succeeded.' }),
    failingSince: Timestamp.nullable().meta({
      description: 'The first failed delivery since the last that succeeded.',
    }),
    pausedUntil: Timestamp.nullable().meta({
      description: 'Until when its receiver has asked to wait (429, Retry-After).',
    }),
    replays: z.int().min(0).meta({ description: 'Number of replays in progress.' }),
  })
  .meta({ id: 'WebhookStatus' })
export type WebhookStatus = z.infer<typeof WebhookStatus>

/** A webhook with its secret, which no other response contains. */
export const WebhookWithSecret = Webhook.extend({
  secret: z.string().meta({ description: 'Verifies `v1` signatures: `whsec_…`. Store it; it is not shown again.' }),
}).meta({ id: 'WebhookWithSecret' })
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>

const optional = {
  types: EventTypes.nullable()
    .optional()
    .meta({ description: 'Types of the events that are sent; null for all, new ones included.' }),
  description: text(500, 0).meta(DESCRIPTIONS.description).optional(),
  payload: Payload.meta(DESCRIPTIONS.payload).optional(),
  signatures: Signatures.meta(DESCRIPTIONS.signatures).optional(),
  isEnabled: z.boolean().meta({ description: 'Whether events are sent.' }).optional(),
}

/** The input of `webhooks.create`. Defaults: all types, `thin`, `v1`, enabled. It gets the events from now on. */
export const WebhookCreate = z
  .object({ url: text(URL_CHARACTERS).meta(DESCRIPTIONS.url), ...optional })
  .meta({ id: 'WebhookCreate', examples: [{ url: 'https://example.com/kin-support', types: ['ticket.created'] }] })
export type WebhookCreate = z.infer<typeof WebhookCreate>

/**
 * The input of `webhooks.update`. A field that is left out keeps its value. A webhook that is enabled again goes on
 * where it stopped, unless `resumeFrom` is `now`.
 */
export const WebhookUpdate = z
  .object({
    id: Id.meta({ description: 'The `webhookId`.' }),
    ifVersion: IfVersion,
    url: text(URL_CHARACTERS).meta(DESCRIPTIONS.url).optional(),
    ...optional,
    resumeFrom: z
      .enum(['stopped', 'now'])
      .meta({
        description:
          '`stopped`: sends the events since it was disabled, and tries waiting tickets at once. `now`: skips all ' +
          'events until now. Default: `stopped`.',
      })
      .optional(),
  })
  .meta({ id: 'WebhookUpdate', examples: [{ isEnabled: true, resumeFrom: 'stopped' }] })
export type WebhookUpdate = z.infer<typeof WebhookUpdate>

/** Identifies one webhook. */
export const WebhookRef = z.object({ id: Id.meta({ description: 'The `webhookId`.' }) })
export type WebhookRef = z.infer<typeof WebhookRef>

/** Identifies one webhook to change. */
export const VersionedWebhookRef = WebhookRef.extend({ ifVersion: IfVersion })
export type VersionedWebhookRef = z.infer<typeof VersionedWebhookRef>

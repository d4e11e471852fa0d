import { z } from 'zod'
import type { Attachment } from '../attachments/attachment.ts'
import { Timestamp } from '../core/timestamps.ts'
import type { SupportEvent } from '../events/event.ts'
import type { Ticket } from '../tickets/ticket.ts'

/** The event of `webhooks.test`. It is not in the log. */
export const WebhookTestEvent = z
  .object({
    id: z.string().meta({ description: 'Unique id of the test event.' }),
    type: z.literal('webhook.test'),
    occurredAt: Timestamp.meta({ description: 'When it was sent.' }),
  })
  .meta({ id: 'WebhookTestEvent' })
export type WebhookTestEvent = z.infer<typeof WebhookTestEvent>

/**
 * The body of a message to a webhook: an event of the log, or a test event. With a `full` payload, `object` is the
 * ticket, or the attachment for events of attachments, as it was when the message was sent; null if it did not exist
 * any more.
 */
export type WebhookMessage = WithObject<SupportEvent> | WebhookTestEvent

type WithObject<Event> = Event extends { data: { attachmentId: number } }
  ? Event & { object?: Attachment | null }
  : Event & { object?: Ticket | null }

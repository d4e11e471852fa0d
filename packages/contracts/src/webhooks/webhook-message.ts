import { z } from 'zod'
import { Attachment } from '../attachments/attachment.ts'
import { Timestamp } from '../core/timestamps.ts'
import { SupportEvent } from '../events/event.ts'
import { Ticket } from '../tickets/ticket.ts'

/** The event of `webhooks.test`. It is not in the log. */
export const WebhookTestEvent = z.object({
  id: z.string(),
  type: z.literal('webhook.test'),
  occurredAt: Timestamp,
})
export type WebhookTestEvent = z.infer<typeof WebhookTestEvent>

/**
 * The body of a message to a webhook: an event, or a test event. With a `full` payload, `object` is the ticket, or the
 * attachment for events of attachments, as it was when the message was sent; null if it does not exist any more.
 */
export type WebhookMessage = (SupportEvent & { object?: Ticket | Attachment | null }) | WebhookTestEvent

/** The schema of {@link WebhookMessage}. */
export const WebhookMessage: z.ZodType<WebhookMessage> = z.union([
  WebhookTestEvent,
  z.intersection(SupportEvent, z.object({ object: z.union([Ticket, Attachment]).nullable().optional() })),
])

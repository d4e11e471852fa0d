import { expectTypeOf, it } from 'vitest'
import type { Attachment, Ticket, WebhookMessage } from './index.ts'

declare const message: WebhookMessage

it('the type of a message decides its data and its object', () => {
  if (message.type === 'ticket.status_changed') {
    expectTypeOf(message.data.to).toEqualTypeOf<'OPEN' | 'IN_PROGRESS' | 'RESOLVED' | 'CLOSED'>()
    expectTypeOf(message.object).toEqualTypeOf<Ticket | null | undefined>()
  }
  if (message.type === 'attachment.created') {
    expectTypeOf(message.data.attachmentId).toEqualTypeOf<number>()
    expectTypeOf(message.object).toEqualTypeOf<Attachment | null | undefined>()
  }
  if (message.type === 'webhook.test') expectTypeOf(message).not.toHaveProperty('ticketId')
})

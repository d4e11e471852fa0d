// Delivery in order, retries by the schedule, and the log of deliveries.
import { verifyWebhook } from '@kinconecta/support-client/webhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { until, useWebhooks } from '../support/webhooks.ts'

const { service, receiver, create, ticket, update, attempts, reset } = useWebhooks()
afterEach(reset)

describe('the deliveries of a webhook', () => {
  it('send every event once, in order, with the headers of Standard Webhooks', async () => {
    const { webhookId, secret } = await create()
    const ticketId = await ticket()
    await update(ticketId, 'Uno')
    await update(ticketId, 'Dos')
    const messages = await receiver.arrived(3)
    expect(messages.map(({ event }) => event.type)).toEqual(['ticket.created', 'ticket.updated', 'ticket.updated'])
    expect(messages.map(({ event }) => 'version' in event && event.version)).toEqual([1, 2, 3])
    const [first] = messages
    expect(await verifyWebhook(first!.body, first!.headers, secret, { now: new Date(service.clock.now) })).toEqual(
      first!.event,
    )
    expect(first!.headers['webhook-id']).toBe(first!.event.id)
    const log = await attempts(webhookId, 3)
    expect(log.map(({ outcome, attempt, status }) => [outcome, attempt, status])).toEqual(
      Array.from({ length: 3 }, () => ['delivered', 1, 200]),
    )
    const { position } = await until(
      () => service.client.webhooks.getStatus({ id: webhookId }),
      ({ position: end }) => end === 3,
    )
    expect(position).toBe(3)
  })
})

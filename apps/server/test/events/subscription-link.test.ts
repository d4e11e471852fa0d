// tRPC's own client: httpSubscriptionLink, which resumes after the id of the last event.
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'
import type { SupportEvent, SupportRouter } from '@kinconecta/support-contracts'
import { EventSource } from 'undici'
import { expect, it } from 'vitest'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService({ streamBounds: { maxMs: 700, checkMs: 50 } })
const { lastPosition } = eventsOf(service)

const EVENTS = 25

it('httpSubscriptionLink gets every event once and in order, over several connections', async () => {
  await service.send('POST', '/api/support_tickets', aTicket)
  const after = await lastPosition()
  const link = httpSubscriptionLink<SupportRouter, typeof EventSource>({ url: `${service.url}/trpc`, EventSource })
  const client = createTRPCClient<SupportRouter>({ links: [link] })
  const received: SupportEvent[] = []
  const connections = { count: 0 }
  const done = Promise.withResolvers<void>()
  const subscription = client.events.stream.subscribe(
    { after },
    {
      onData: (item) => {
        if (!('data' in item)) return done.reject(new Error('Presence was not asked for'))
        expect(item.id).toBe(String(item.data.position))
        if (received.push(item.data) === EVENTS) done.resolve()
      },
      onStarted: () => void connections.count++,
      onError: done.reject,
      onComplete: () => done.reject(new Error('The subscription ended')),
    },
  )
  const write = async () => {
    for (let count = 0; count < EVENTS; count++) {
      await service.send('POST', '/api/support_tickets', aTicket)
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
  }
  await Promise.all([write(), done.promise])
  subscription.unsubscribe()
  expect(received.map(({ position }) => position)).toEqual(Array.from({ length: EVENTS }, (_, n) => after + 1 + n))
  expect(connections.count).toBeGreaterThan(1)
})

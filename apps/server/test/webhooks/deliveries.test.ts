// Delivery in order, retries by the schedule, and the log of deliveries.
import { verifyWebhook } from '@kinconecta/support-client/webhooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { sweepWebhooks } from '../../src/webhooks/open-webhooks.ts'
import { insertDeliveries } from '../../src/webhooks/webhook-deliveries.repository.ts'
import { insertManyEvents } from '../support/events.ts'
import { aDelivery } from '../support/webhook-rows.ts'
import { until, useWebhooks } from '../support/webhooks.ts'

const { service, receiver, disabled, create, ticket, update, attempts, deliveries, passTime, reset } = useWebhooks()
afterEach(reset)

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const WAITS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]
const JITTER = 1.1

const status = (id: number) => service.client.webhooks.getStatus({ id })
const versions = () => receiver.messages.map(({ event }) => ('version' in event ? event.version : undefined))

describe('deliveries', () => {
  it('send every event once, in order, with the headers of Standard Webhooks', async () => {
    const { webhookId, secret } = await create()
    const ticketId = await ticket()
    await update(ticketId, 'Uno')
    await update(ticketId, 'Dos')
    const messages = await receiver.arrived(3)
    expect(messages.map(({ event }) => event.type)).toEqual(['ticket.created', 'ticket.updated', 'ticket.updated'])
    expect(versions()).toEqual([1, 2, 3])
    const [first] = messages
    const now = new Date(service.clock.now)
    expect(await verifyWebhook(first!.body, first!.headers, secret, { now })).toEqual(first!.event)
    expect(first!.headers['webhook-id']).toBe(first!.event.id)
    const log = await attempts(webhookId, 3)
    expect(log.map(({ outcome, attempt, status: code }) => [outcome, attempt, code])).toEqual(
      Array.from({ length: 3 }, () => ['delivered', 1, 200]),
    )
    const { position } = await until(
      () => status(webhookId),
      ({ position: end }) => end === 3,
    )
    expect(position).toBe(3)
  })

  it('send only the types that were asked for, and only events since the webhook was created', async () => {
    const before = await ticket()
    const { webhookId } = await create({ types: ['ticket.updated'] })
    await ticket()
    await update(before, 'Uno')
    await receiver.arrived(1)
    await attempts(webhookId, 1)
    expect(receiver.messages.map(({ event }) => event.type)).toEqual(['ticket.updated'])
  })

  it('with the clock run through all attempts: ten, with the same id and fresh timestamps, then the next event', async () => {
    receiver.behave = ({ event }) => ('version' in event && event.version === 1 ? 500 : 200)
    const { webhookId } = await create()
    const ticketId = await ticket()
    await receiver.arrived(1)
    await update(ticketId, 'waits for the first')
    for (const [index, waitMs] of WAITS_MS.entries()) {
      await attempts(webhookId, index + 1)
      passTime(waitMs - SECOND_MS)
      await until(
        () => status(webhookId),
        ({ waitingTickets }) => waitingTickets === 1,
      )
      expect(receiver.messages.length).toBe(index + 1) // not before its time
      passTime(waitMs * (JITTER - 1) + 2 * SECOND_MS)
      await receiver.arrived(index + 2)
    }
    await receiver.arrived(11)
    const messages = receiver.messages.slice(0, 10)
    expect(new Set(messages.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(messages.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10)
    const log = await attempts(webhookId, 11)
    expect(log.map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual([
      ...Array.from({ length: 9 }, (_, index) => `${index + 1} failed`),
      '10 given_up',
      '1 delivered',
    ])
    await until(
      () => status(webhookId),
      ({ waitingTickets }) => waitingTickets === 0,
    )
    expect(versions().at(-1)).toBe(2)
  })

  it('set a ticket aside when it fails: the others go on, and its events follow in order', async () => {
    let failing = 0
    receiver.behave = ({ event }) => ('ticketId' in event && event.ticketId === failing ? 503 : 200)
    const { webhookId } = await create()
    failing = 0
    const [first, second] = [await ticket(), await ticket()]
    await receiver.arrived(2)
    failing = first
    await update(first, 'Uno')
    await receiver.arrived(3)
    await update(first, 'Dos')
    await update(second, 'Uno')
    await update(second, 'Dos')
    await receiver.arrived(5)
    expect((await status(webhookId)).waitingTickets).toBe(1)
    failing = 0
    await update(first, 'Tres')
    passTime(10 * SECOND_MS)
    await receiver.arrived(8)
    const ofFirst = receiver.messages.filter(({ event }) => 'ticketId' in event && event.ticketId === first)
    expect(ofFirst.map(({ event }) => 'version' in event && event.version)).toEqual([1, 2, 2, 3, 4])
    await until(
      () => status(webhookId),
      ({ waitingTickets }) => waitingTickets === 0,
    )
  })

  it('wait as long as Retry-After asks, all tickets of the webhook', async () => {
    receiver.behave = (_, response) => void response.writeHead(429, { 'retry-after': '3600' }).end('slower')
    const { webhookId } = await create()
    await ticket()
    const [attempt] = await attempts(webhookId, 1)
    expect(attempt).toMatchObject({ status: 429, failure: 'status', answer: 'slower' })
    receiver.behave = () => 200
    await ticket()
    passTime(HOUR_MS - MINUTE_MS)
    expect((await status(webhookId)).pausedUntil).not.toBeNull()
    expect(receiver.messages.length).toBe(1)
    passTime(2 * MINUTE_MS)
    await receiver.arrived(3)
  })

  it('end at 410: the webhook is disabled, keeps its place, and goes on when it is enabled again', async () => {
    receiver.behave = () => 410
    const { webhookId } = await create()
    const ticketId = await ticket()
    const gone = await until(
      () => service.client.webhooks.get({ id: webhookId }),
      ({ isEnabled }) => !isEnabled,
    )
    expect(gone.disabledReason).toBe('gone')
    await until(
      () => disabled,
      (told) => told.some((each) => each.webhookId === webhookId && each.reason === 'gone'),
    )
    await update(ticketId, 'while it is disabled')
    receiver.behave = () => 200
    await service.client.webhooks.update({ id: webhookId, isEnabled: true })
    await receiver.arrived(3)
    expect(versions()).toEqual([1, 1, 2])
  })

  it('skip what happened until now if it is resumed from now', async () => {
    const { webhookId } = await create({ isEnabled: false })
    const ticketId = await ticket()
    await service.client.webhooks.update({ id: webhookId, isEnabled: true, resumeFrom: 'now' })
    await update(ticketId, 'Uno')
    await receiver.arrived(1)
    expect(versions()).toEqual([2])
  })

  it('that fail for 5 days disable the webhook at the next attempt', async () => {
    receiver.behave = () => 500
    const { webhookId } = await create()
    await ticket()
    await attempts(webhookId, 1)
    passTime(5 * DAY_MS - HOUR_MS)
    await attempts(webhookId, 2)
    expect((await service.client.webhooks.get({ id: webhookId })).isEnabled).toBe(true)
    passTime(2 * HOUR_MS)
    const { disabledReason } = await until(
      () => service.client.webhooks.get({ id: webhookId }),
      ({ isEnabled }) => !isEnabled,
    )
    expect(disabledReason).toBe('failing')
  })

  it('that have failed for 5 days disable the webhook without another attempt', async () => {
    const { webhookId } = await create({ isEnabled: false })
    const ago = new Date(Date.parse(service.clock.now) - 5 * DAY_MS).toISOString()
    await sql`update webhooks set is_enabled = true, disabled_reason = null, failing_since = ${ago},
      leased_until = now() + interval '1 hour'`.execute(service.db)
    await sweepWebhooks(service.db, service.clock.now, (webhook) => disabled.push(webhook))
    expect(disabled).toContainEqual({ webhookId, reason: 'failing' })
    expect(await service.client.webhooks.get({ id: webhookId })).toMatchObject({
      isEnabled: false,
      disabledReason: 'failing',
    })
  })

  it('are kept for 30 days', async () => {
    const { webhookId } = await create()
    const old = new Date(Date.parse(service.clock.now) - 31 * DAY_MS).toISOString()
    const rows = [old, service.clock.now].map((attempted_at) => aDelivery(webhookId, { attempted_at }))
    await insertDeliveries(service.db, rows)
    await sweepWebhooks(service.db, service.clock.now, () => {})
    expect(await deliveries(webhookId)).toHaveLength(1)
  })

  it('of a receiver that is away for long: 1,000 tickets wait, the webhook stops, and goes on early when it is back', async () => {
    const count = 1_700
    receiver.behave = () => 503
    const { webhookId } = await create()
    await insertManyEvents(service.db, count)
    const { position } = await until(
      () => status(webhookId),
      ({ waitingTickets }) => waitingTickets >= 1_000,
    )
    await sleep(1_500)
    const held = await status(webhookId)
    expect(held.waitingTickets).toBeLessThanOrEqual(1_500)
    expect(held.position - position).toBeLessThanOrEqual(500)
    // The second attempts fail too, but for the last one, whose success brings the others forward by 4 minutes.
    let seconds = 0
    receiver.behave = (_, response) => {
      if (++seconds < held.waitingTickets) return 503
      return void setTimeout(() => response.writeHead(200).end(), 300)
    }
    passTime(10 * SECOND_MS)
    await until(
      () => seconds,
      (number) => number === held.waitingTickets,
    )
    await sleep(500)
    receiver.behave = () => 200
    passTime(MINUTE_MS)
    const delivered = () => new Set(receiver.messages.map(({ headers }) => headers['webhook-id'])).size
    await until(delivered, (ids) => ids === count)
    await until(
      () => status(webhookId),
      ({ waitingTickets }) => waitingTickets === 0,
    )
  })

  it('pass events of other types quickly', async () => {
    const { webhookId } = await create({ types: ['ticket.created'], isEnabled: false })
    await insertManyEvents(service.db, 120_000)
    const ticketId = await ticket()
    await service.client.webhooks.update({ id: webhookId, isEnabled: true })
    const [message] = await receiver.arrived(1, 5_000)
    expect(message!.event).toMatchObject({ ticketId })
  })

  it('stop without a gap if events were removed from the log before they were delivered', async () => {
    const { webhookId } = await create({ isEnabled: false })
    await ticket()
    await sql`update event_log set trimmed_to = last_position`.execute(service.db)
    const resumed = service.client.webhooks.update({ id: webhookId, isEnabled: true })
    await expect(resumed).rejects.toMatchObject({ code: 'EVENTS_TRIMMED' })
    await service.client.webhooks.update({ id: webhookId, isEnabled: true, resumeFrom: 'now' })
    await ticket()
    await receiver.arrived(1)
  })

  it('stop without a gap if the event of a waiting ticket was removed', async () => {
    receiver.behave = () => 500
    const { webhookId } = await create()
    await ticket()
    await attempts(webhookId, 1)
    await sql`update event_log set trimmed_to = last_position`.execute(service.db)
    await sql`delete from events`.execute(service.db)
    passTime(10 * SECOND_MS)
    const { disabledReason } = await until(
      () => service.client.webhooks.get({ id: webhookId }),
      ({ isEnabled }) => !isEnabled,
    )
    expect(disabledReason).toBe('events_trimmed')
    const resumed = service.client.webhooks.update({ id: webhookId, isEnabled: true })
    await expect(resumed).rejects.toMatchObject({ code: 'EVENTS_TRIMMED' })
  })
})

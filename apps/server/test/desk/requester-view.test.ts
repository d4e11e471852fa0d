// What staff do on the desk changes nothing for the requester, except the status.
import { EVENT_AUDIENCE, type EventType } from '@kinconecta/support-contracts'
import { createSupportClient } from '@kinconecta/support-client'
import { expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { staffClient } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'
import { tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })

it('a requester sees neither versions, timestamps, events nor counts of the desk', async () => {
  const requester = createSupportClient({ url: service.url, token: await tokenOf('42', 'TOURIST') })
  const agent = await staffClient(service, 'agent-7')
  const { ticketId: id } = await requester.tickets.create(aTicket)
  const seen = async () => {
    await numberEvents(service.db)
    const { data, version } = await requester.tickets.get({ id }).withResponse()
    const { items } = await requester.events.list({ ticketId: id, limit: 1000 })
    const { total } = await requester.tickets.list({ updatedSince: '2026-03-11T10:00:00', count: true })
    return { data, version, types: items.map(({ type }) => type), total }
  }
  const before = await seen()
  const { tickets } = agent.desk
  await tickets.take({ id })
  await tickets.update({ id, priority: 'URGENT', waitingOn: 'third_party', tags: ['fraud'] })
  await tickets.snooze({ id, untilReply: true })
  await tickets.unsnooze({ id })
  await tickets.follow({ id })
  await tickets.unfollow({ id })
  await tickets.release({ id })
  service.clock.now = '2026-03-11T11:00:00.000Z'
  expect(await seen()).toEqual(before)
  await tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'SPAM' } })
  const after = await seen()
  expect(after).toEqual({
    ...before,
    version: 2,
    data: { ...before.data, status: 'RESOLVED', updatedAt: '2026-03-11T11:00:00' },
    types: ['ticket.created', 'ticket.status_changed'],
  })
  const all = (await agent.events.list({ ticketId: id, limit: 1000 })).items
  expect(new Set(all.map(({ type }) => type))).toEqual(
    new Set<EventType>([
      'ticket.created',
      'ticket.status_changed',
      ...Object.entries(EVENT_AUDIENCE)
        .filter(([, audience]) => audience === 'staff')
        .map(([type]) => type as EventType),
    ]),
  )
  const refused = requester.events.list({ types: ['ticket.assigned'] })
  expect((await refused).items).toEqual([])
})

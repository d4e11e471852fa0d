import { describe, expect, it } from 'vitest'
import { endSnoozes } from '../../src/desk/end-snoozes.ts'
import { codeOf } from '../support/desk.ts'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()
const { eventsAfter, lastPosition } = eventsOf(service)
const due = () => ({ db: service.db, clock: () => service.clock.now })
const MORNING = '2026-03-12T08:00:00'

const snoozed = async (until = `${MORNING}Z`) => {
  const { ticketId: id } = await service.client.tickets.create(aTicket)
  return service.client.desk.tickets.snooze({ id, until })
}

describe('a snooze', () => {
  it('until a time ends at this time: for reads at once, in the log when endSnoozes runs', async () => {
    service.clock.now = '2026-03-11T10:30:00.000Z'
    const { ticketId: id, isSnoozed, snoozedUntil } = await snoozed()
    expect([isSnoozed, snoozedUntil]).toEqual([true, MORNING])
    expect(await endSnoozes(due())).toBe(0)
    const before = await lastPosition()
    service.clock.now = '2026-03-12T08:00:00.000Z'
    expect(await service.client.desk.tickets.get({ id })).toMatchObject({ isSnoozed: false, snoozedUntil: null })
    expect(await endSnoozes(due())).toBe(1)
    expect(await endSnoozes(due())).toBe(0)
    expect(await eventsAfter(before)).toMatchObject([
      { type: 'ticket.unsnoozed', ticketId: id, version: 1, actor: { kind: 'system', id: null }, data: {} },
    ])
    expect(await service.client.desk.tickets.get({ id })).toMatchObject({ isSnoozed: false, snoozedUntil: null })
  })

  it('of many tickets ends once each, with several servers at the same time', async () => {
    service.clock.now = '2026-03-11T10:30:00.000Z'
    const count = 130
    for (let batch = 0; batch < count; batch += 10) await Promise.all(Array.from({ length: 10 }, () => snoozed()))
    const before = await lastPosition()
    service.clock.now = '2026-03-13T00:00:00.000Z'
    const ended = await Promise.all([endSnoozes(due()), endSnoozes(due()), endSnoozes(due())])
    let total = ended.reduce((sum, each) => sum + each, 0)
    for (let more = 1; more > 0; total += more) more = await endSnoozes(due())
    expect(Math.max(...ended)).toBeLessThanOrEqual(100) // a batch
    expect(total).toBe(count)
    await lastPosition()
    const events = (await service.client.events.list({ after: before, limit: 1000 })).items
    expect(new Set(events.map(({ ticketId }) => ticketId)).size).toBe(count)
    expect(events.map(({ type }) => type)).toEqual(Array.from({ length: count }, () => 'ticket.unsnoozed'))
  })

  it('until a reply has no time, and no end by time', async () => {
    service.clock.now = '2026-03-11T10:30:00.000Z'
    const { ticketId: id } = await service.client.tickets.create(aTicket)
    expect(await service.client.desk.tickets.snooze({ id, untilReply: true })).toMatchObject({
      isSnoozed: true,
      snoozedUntil: null,
    })
    service.clock.now = '2036-03-11T10:30:00.000Z'
    expect(await endSnoozes(due())).toBe(0)
    expect((await service.client.desk.tickets.get({ id })).isSnoozed).toBe(true)
    expect((await service.client.desk.tickets.unsnooze({ id })).isSnoozed).toBe(false)
  })

  it('needs a time in the future, at most a year away, and a ticket that is not done', async () => {
    service.clock.now = '2026-03-11T10:30:00.000Z'
    const { ticketId: id } = await service.client.tickets.create(aTicket)
    const { tickets } = service.client.desk
    expect(await codeOf(tickets.snooze({ id, until: '2026-03-11T10:30:00Z' }))).toBe('INVALID_INPUT')
    expect(await codeOf(tickets.snooze({ id, until: '2027-03-13T10:30:00Z' }))).toBe('INVALID_INPUT')
    expect(await codeOf(tickets.snooze({ id, until: '2026-03-11T11:30:00+02:00' }))).toBe('INVALID_INPUT')
    await tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
    expect(await codeOf(tickets.snooze({ id, untilReply: true }))).toBe('STATUS_CONFLICT')
  })
})

// The clocks of tickets through replies of both sides, transitions, the documented update and changes of the priority.
import type { SupportClient } from '@kinconecta/support-client'
import { Weekday } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { passTargets } from '../../src/service-levels/pass-targets.ts'
import { staffClient } from '../support/desk.ts'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService({ isClosed: true })
const { lastPosition } = eventsOf(service)
const DAY = '2026-03-11T'
const at = (time: string) => {
  service.clock.now = `${DAY}${time}:00.000Z`
}

let staff: SupportClient
beforeAll(async () => {
  staff = await staffClient(service, '1', 'ADMIN')
  const hours = Weekday.options.map((day) => ({ day, from: '00:00', to: '24:00' }))
  const { calendarId } = await staff.desk.calendars.create({ name: 'Always', timeZone: 'UTC', hours })
  const targets = { firstResponseMinutes: 60, nextResponseMinutes: 120, resolutionMinutes: 480 }
  await staff.desk.policies.create({ name: 'All', calendarId, targets, warnPercent: 50 })
  const urgent = { firstResponseMinutes: 10, nextResponseMinutes: 20, resolutionMinutes: 90 }
  await staff.desk.policies.create({ name: 'Urgent', rank: 1, priorities: ['URGENT'], calendarId, targets: urgent })
})

/** Creates a ticket of a guest. */
async function create(): Promise<{ id: number; token: string }> {
  const { json, headers } = await service.send('POST', '/api/support_tickets', aTicket)
  return { id: json.ticketId, token: headers.get('ticket-token')! }
}

async function write({ id, token }: { id: number; token: string }) {
  const { json } = await service.send(
    'POST',
    `/api/support_tickets/${id}/messages`,
    { body: 'Sigue igual' },
    {
      authorization: `Bearer ${token}`,
    },
  )
  return json as { ticketId: number }
}

const reply = (id: number, sendAfterSeconds = 0) =>
  staff.desk.messages.create({ id, kind: 'reply', body: 'Lo miramos', sendAfterSeconds })
async function shown(id: number) {
  const { nextTarget, dueAt, breachedAt } = await staff.desk.tickets.get({ id })
  return [nextTarget, dueAt?.slice(11, 16) ?? null, breachedAt?.slice(11, 16) ?? null]
}
async function eventsOn(id: number) {
  await lastPosition()
  const { items } = await staff.events.list({ ticketId: id, types: ['ticket.sla_warning', 'ticket.sla_breached'] })
  return items.map(({ type, data, actor }) => [type.slice(11), (data as { target: string }).target, actor.kind])
}

it('the next response starts when the requester writes again, and a reply of staff meets it', async () => {
  at('10:00')
  const ticket = await create()
  expect(await shown(ticket.id)).toEqual(['first_response', '11:00', null])
  at('10:20')
  await reply(ticket.id)
  at('10:30')
  await write(ticket)
  // The resolution has 20 of its 480 minutes behind it.
  expect(await shown(ticket.id)).toEqual(['next_response', '12:30', null])
  at('10:50')
  await reply(ticket.id)
  expect(await shown(ticket.id)).toEqual(['resolution', null, null])
  expect(await eventsOn(ticket.id)).toEqual([])
})

it('a reply that is sent later counts when it is sent', async () => {
  at('10:00')
  const { id } = await create()
  at('10:10')
  await reply(id, 60)
  expect(await shown(id)).toEqual(['first_response', '11:00', null])
  at('10:11')
  await service.dueWork.run()
  expect(await shown(id)).toEqual(['resolution', null, null])
})

it('a reply after the time does not undo the breach, which is recorded once', async () => {
  at('10:00')
  const { id } = await create()
  at('11:30') // no server has looked since
  expect(await shown(id)).toEqual(['first_response', '11:00', '11:00'])
  await reply(id)
  const once = [
    ['warning', 'first_response', 'system'],
    ['breached', 'first_response', 'system'],
  ]
  expect(await eventsOn(id)).toEqual(once)
  await passTargets({ db: service.db, clock: () => service.clock.now })
  expect(await eventsOn(id)).toEqual(once)
})

it('a ticket that is reopened gets all of its time again, however it is reopened', async () => {
  at('10:00')
  const ticket = await create()
  await reply(ticket.id)
  await staff.desk.tickets.transition({ id: ticket.id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
  expect(await shown(ticket.id)).toEqual([null, null, null])
  at('20:00')
  await write(ticket)
  expect(await shown(ticket.id)).toEqual(['next_response', '22:00', null])
  const { ticketId: id, ...fields } = await staff.tickets.get({ id: ticket.id })
  await staff.tickets.update({ id, ...fields, status: 'CLOSED' })
  expect(await shown(id)).toEqual([null, null, null])
  at('21:00')
  await staff.tickets.update({ id, ...fields, status: 'IN_PROGRESS' })
  expect(await shown(id)).toEqual(['next_response', '23:00', null])
  expect(await eventsOn(id)).toEqual([])
})

it('a reply to a closed ticket starts the clocks of the ticket that follows', async () => {
  at('10:00')
  const ticket = await create()
  const { ticketId: id, ...fields } = await staff.tickets.get({ id: ticket.id })
  await staff.tickets.update({ id, ...fields, status: 'CLOSED' })
  at('10:30')
  const { ticketId } = await write(ticket)
  expect(ticketId).not.toBe(id)
  expect(await shown(ticketId)).toEqual(['first_response', '11:30', null])
  expect(await shown(id)).toEqual([null, null, null])
})

it('another priority brings its policy, and the time that has passed counts', async () => {
  at('10:00')
  const { id } = await create()
  at('10:04')
  const raise = () => staff.desk.tickets.update({ id, priority: 'URGENT' }, { dryRun: true })
  expect((await raise()).dueAt).toBe(`${DAY}10:10:00`)
  expect(await shown(id)).toEqual(['first_response', '11:00', null]) // that was a dry run
  await staff.desk.tickets.update({ id, priority: 'URGENT' })
  expect(await shown(id)).toEqual(['first_response', '10:10', null])
  await staff.desk.tickets.update({ id, priority: 'LOW' })
  expect(await shown(id)).toEqual(['first_response', '11:00', null])
  at('10:20')
  const { breachedAt } = await staff.desk.tickets.update({ id, priority: 'URGENT' })
  expect(breachedAt).toBe(`${DAY}10:20:00`) // it was not due before
  expect(await eventsOn(id)).toEqual([['breached', 'first_response', 'system']])
})

it('a ticket that is deleted takes its targets along', async () => {
  at('10:00')
  const { id } = await create()
  await staff.desk.tickets.update({ id, waitingOn: 'requester' })
  await staff.tickets.delete({ id })
  const { rows } = await sql<{ count: number }>`select
    (select count(*) from sla_targets where ticket_id = ${id}) + (select count(*) from sla_pauses where ticket_id = ${id})
    as count`.execute(service.db)
  expect(rows).toEqual([{ count: 0 }])
})

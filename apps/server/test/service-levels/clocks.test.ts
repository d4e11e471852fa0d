// The clocks of tickets, through the operations of both sides. Times are those of a calendar calculated by hand.
import { type DeskTicket, Weekday } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { endSnoozes } from '../../src/desk/end-snoozes.ts'
import { passTargets } from '../../src/service-levels/pass-targets.ts'
import { overRest, overRpc } from '../support/both-transports.ts'
import { codeOf } from '../support/desk.ts'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()
const { eventsAfter, lastPosition } = eventsOf(service)
const due = () => ({ db: service.db, clock: () => service.clock.now })

// Office hours in Madrid, where the winter is an hour ahead of UTC. Wednesday 23 December 2026 is a working day.
const HOURS = Weekday.options.slice(0, 5).map((day) => ({ day, from: '09:00', to: '17:00' }))
const TARGETS = { firstResponseMinutes: 60, nextResponseMinutes: 120, resolutionMinutes: 960 }
let calendarId: number
let policyId: number

beforeAll(async () => {
  const { calendars, policies } = service.client.desk
  const calendar = { name: 'Madrid', timeZone: 'Europe/Madrid', hours: HOURS, holidays: ['2026-12-25'] }
  calendarId = (await calendars.create(calendar)).calendarId
  const policy = { name: 'All', rank: 900, calendarId, targets: TARGETS, warnPercent: 50 }
  policyId = (await policies.create(policy)).policyId
})

/** Sets the clock to a time of a day of December, in Madrid. */
const at = (day: number, time: string) => {
  service.clock.now = `2026-12-${String(day).padStart(2, '0')}T${time}:00.000+01:00`
}
const utc = (day: number, time: string) =>
  new Date(`2026-12-${String(day).padStart(2, '0')}T${time}:00+01:00`).toISOString().slice(0, 19)

const create = async (fields = {}) => (await service.client.tickets.create({ ...aTicket, ...fields })).ticketId
const get = (id: number) => service.client.desk.tickets.get({ id })
const reply = (id: number) => service.client.desk.messages.create({ id, kind: 'reply', body: 'Lo miramos' })
const ticketFields = ({ nextTarget, dueAt, warnAt, breachedAt }: DeskTicket) => ({
  nextTarget,
  dueAt,
  warnAt,
  breachedAt,
})
const shown = async (id: number) => ticketFields(await get(id))

/** The targets of a ticket as reports read them. */
async function targetsOf(id: number) {
  const { rows } = await sql<Record<string, string | null>>`
    select target, started_at, due_at, met_at, breached_at, ended_at from sla_targets
    where ticket_id = ${id} order by target_id`.execute(service.db)
  return rows
}

describe('the clocks of a ticket', () => {
  it.each([
    ['REST', overRest],
    ['RPC', overRpc],
  ] as const)('start when it is created, over %s', async (_, transport) => {
    at(23, '16:30')
    const answer = await transport(service, 'tickets.create', { ...aTicket })
    const { ticketId } = (answer.json.result?.data ?? answer.json) as { ticketId: number }
    expect(answer.json).not.toHaveProperty('dueAt')
    const read = await transport(service, 'desk.tickets.get', { id: ticketId })
    // 30 minutes on Wednesday, 30 on Thursday; the warning after half of them.
    expect(read.json.result?.data ?? read.json).toMatchObject({
      nextTarget: 'first_response',
      dueAt: utc(24, '09:30'),
      warnAt: utc(23, '17:00'),
      breachedAt: null,
    })
  })

  it('pause while the ticket waits for the requester, also over Christmas', async () => {
    at(24, '09:00')
    const id = await create()
    at(24, '09:30')
    await reply(id)
    // First response met. The resolution has 15.5 of 16 hours left, and waits for the requester.
    expect(await shown(id)).toEqual({ nextTarget: 'resolution', dueAt: null, warnAt: null, breachedAt: null })
    at(28, '16:00')
    const { json, headers } = await service.send('PUT', `/api/desk/tickets/${id}`, { waitingOn: 'agent' })
    // 1 hour on Monday 28, 8 on Tuesday, 6.5 on Wednesday.
    expect(ticketFields(json)).toMatchObject({ nextTarget: 'resolution', dueAt: utc(30, '15:30') })
    expect((await service.send('GET', `/api/desk/tickets/${id}`)).headers.get('etag')).toBe(headers.get('etag'))
    expect(await targetsOf(id)).toMatchObject([
      { target: 'first_response', met_at: utc(24, '09:30'), breached_at: null },
      { target: 'resolution', met_at: null, ended_at: null },
    ])
  })

  it('of a snooze run again at its end, also if the process was down then', async () => {
    at(28, '09:00')
    const id = await create()
    const snoozed = await service.client.desk.tickets.snooze({ id, until: '2026-12-28T11:00:00+01:00' })
    expect(ticketFields(snoozed)).toEqual({ nextTarget: 'first_response', dueAt: null, warnAt: null, breachedAt: null })
    at(28, '11:30')
    const before = await lastPosition()
    expect(await endSnoozes(due())).toBe(1)
    expect(await shown(id)).toMatchObject({ dueAt: utc(28, '12:00'), breachedAt: null })
    expect(await passTargets(due())).toBeLessThan(100)
    const types = (await eventsAfter(before)).filter(({ ticketId }) => ticketId === id).map(({ type }) => type)
    expect(types).toEqual(['ticket.sla_warning', 'ticket.unsnoozed'])
  })
})

describe('policies and calendars', () => {
  it('have versions that clocks keep', async () => {
    at(28, '09:00')
    const id = await create()
    const { policies, calendars } = service.client.desk
    await policies.update({ id: policyId, targets: { ...TARGETS, firstResponseMinutes: 30 } })
    await calendars.update({ id: calendarId, holidays: ['2026-12-25', '2026-12-28'] })
    expect(await shown(id)).toMatchObject({ dueAt: utc(28, '10:00') })
    expect(await shown(await create())).toMatchObject({ dueAt: utc(29, '09:30') })
    await policies.update({ id: policyId, targets: TARGETS })
    await calendars.update({ id: calendarId, holidays: ['2026-12-25'] })
    expect(await codeOf(calendars.delete({ id: calendarId }))).toBe('CALENDAR_IN_USE')
  })
})

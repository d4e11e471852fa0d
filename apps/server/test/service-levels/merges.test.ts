// The clocks of tickets that are merged, unmerged and split. The calendar is always open, so times are easy to add.
import type { SupportClient } from '@kinconecta/support-client'
import { Weekday } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { passTargets } from '../../src/service-levels/pass-targets.ts'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'
import { peopleOf } from '../support/people.ts'

const service = useService({ isClosed: true })
const { lastPosition } = eventsOf(service)
const TARGETS = { firstResponseMinutes: 60, nextResponseMinutes: 120, resolutionMinutes: 600 }

let people: Awaited<ReturnType<typeof peopleOf>>
beforeAll(async () => {
  people = await peopleOf(service)
  const hours = Weekday.options.map((day) => ({ day, from: '00:00', to: '24:00' }))
  const { calendarId } = await people.admin.desk.calendars.create({ name: 'Always', timeZone: 'UTC', hours })
  await people.admin.desk.policies.create({ name: 'All', calendarId, targets: TARGETS })
})

/** Sets the clock to a time of 11 March 2026. */
const at = (time: string) => void (service.clock.now = `2026-03-11T${time}:00.000Z`)
const on = (time: string) => `2026-03-11T${time}:00`

const create = async (by: SupportClient = people.ana) => (await by.tickets.create(aTicket)).ticketId
const write = (id: number) => people.ana.messages.create({ id, body: '¿Hay noticias?' })
const reply = (id: number) => people.agent.desk.messages.create({ id, kind: 'reply', body: 'Lo miramos' })
const merge = (id: number, into: number) => people.agent.desk.tickets.merge({ id, into })
const unmerge = (id: number) => people.agent.desk.tickets.unmerge({ id })

/** The breaches of a ticket in the log, after a position. */
async function breachesOf(id: number, after: number) {
  await lastPosition()
  const { items } = await people.admin.events.list({ after })
  return items.filter(({ type, ticketId }) => type === 'ticket.sla_breached' && ticketId === id)
}

/** The targets of a ticket as `name: due, state`. */
async function targetsOf(id: number): Promise<string[]> {
  const { rows } = await sql<{ target: string; due: string; state: string }>`
    select target, to_char(due_at at time zone 'UTC', 'HH24:MI') as due, case when met_at is not null then 'met'
      when ended_at is not null then 'not needed' when paused_at is not null then 'paused' else 'runs' end
      || case when breached_at is null then '' else ', missed' end as state
    from sla_targets where ticket_id = ${id} order by target_id`.execute(service.db)
  return rows.map(({ target, due, state }) => `${target}: ${due}, ${state}`)
}

describe('a merge', () => {
  it('ends the targets of the source, which were neither met nor missed', async () => {
    at('08:00')
    const [source, target] = [await create(), await create()]
    at('08:30')
    const { source: closed } = await merge(source, target)
    expect(closed).toMatchObject({ nextTarget: null, dueAt: null, breachedAt: null })
    expect(await targetsOf(source)).toEqual(['first_response: 09:00, not needed', 'resolution: 18:00, not needed'])
    expect(await targetsOf(target)).toEqual(['first_response: 09:00, runs', 'resolution: 18:00, runs'])
  })

  it('keeps a breach that was not recorded yet', async () => {
    at('08:00')
    const [source, target] = [await create(), await create()]
    const before = await lastPosition()
    at('09:30')
    await merge(source, target)
    expect((await targetsOf(source))[0]).toBe('first_response: 09:00, not needed, missed')
    expect(await breachesOf(source, before)).toHaveLength(1)
    await passTargets({ db: service.db, clock: () => service.clock.now })
    expect(await breachesOf(source, before)).toHaveLength(1)
  })

  it('lets a question of the source wait for a response in the target', async () => {
    at('08:00')
    const [source, target] = [await create(), await create()]
    await reply(target)
    expect(await people.agent.desk.tickets.get({ id: target })).toMatchObject({ waitingOn: 'requester', dueAt: null })
    at('08:30')
    const merged = await merge(source, target)
    expect(merged.target).toMatchObject({ waitingOn: 'agent', nextTarget: 'next_response', dueAt: on('10:30') })
    expect((await targetsOf(target)).slice(1)).toEqual(['resolution: 18:30, runs', 'next_response: 10:30, runs'])
  })

  it('starts nothing in the target if the source waits for nobody', async () => {
    at('08:00')
    const [source, target] = [await create(), await create()]
    await reply(target)
    await reply(source)
    await merge(source, target)
    expect((await targetsOf(target)).slice(1)).toEqual(['resolution: 18:00, paused'])
  })
})

describe('a merge that is undone', () => {
  it('lets the targets of the source run on with the time that was left', async () => {
    at('08:00')
    const [source, target] = [await create(), await create()]
    at('08:30')
    await merge(source, target)
    at('13:00')
    const { source: restored } = await unmerge(source)
    expect(restored).toMatchObject({ nextTarget: 'first_response', dueAt: on('13:30') })
    expect(await targetsOf(source)).toEqual(['first_response: 13:30, runs', 'resolution: 22:30, runs'])
  })

  it('leaves them paused if the source waits for the requester', async () => {
    at('08:00')
    const [source, target] = [await create(), await create()]
    at('08:30')
    await reply(source)
    at('09:00')
    await merge(source, target)
    at('10:00')
    await unmerge(source)
    expect(await targetsOf(source)).toEqual(['first_response: 09:00, met', 'resolution: 19:30, paused'])
    at('11:00')
    await people.agent.desk.tickets.update({ id: source, waitingOn: 'agent' })
    // Paused since 08:30, with 9.5 hours left; the merge itself changes nothing about that.
    expect((await targetsOf(source))[1]).toBe('resolution: 20:30, runs')
  })

  it('starts a response if the requester wrote to the source meanwhile', async () => {
    at('08:00')
    const [source, target] = [await create(), await create()]
    await reply(source)
    await merge(source, target)
    at('09:00')
    await write(source)
    at('10:00')
    const { source: restored } = await unmerge(source)
    expect(restored).toMatchObject({ waitingOn: 'agent', nextTarget: 'next_response', dueAt: on('12:00') })
  })

  it('starts nothing if the source was resolved before', async () => {
    at('08:00')
    const [source, target] = [await create(), await create()]
    await people.agent.desk.tickets.transition({
      id: source,
      transition: { name: 'resolve', resolutionCode: 'SOLVED' },
    })
    const resolved = await targetsOf(source)
    await merge(source, target)
    await unmerge(source)
    expect(await targetsOf(source)).toEqual(resolved)
  })

  it('keeps a target missed that was missed before, without a second event', async () => {
    at('08:00')
    const [source, target] = [await create(), await create()]
    const before = await lastPosition()
    at('09:30')
    await merge(source, target)
    await unmerge(source)
    await passTargets({ db: service.db, clock: () => service.clock.now })
    expect((await targetsOf(source))[0]).toBe('first_response: 09:00, runs, missed')
    expect(await breachesOf(source, before)).toHaveLength(1)
  })
})

describe('a split', () => {
  it('starts the targets of the new ticket, and leaves those of the old one', async () => {
    at('08:00')
    const id = await create()
    const { messageId } = await write(id)
    at('08:30')
    const { ticketId } = await people.agent.desk.tickets.split({ id, messageId, subject: 'Otro asunto' })
    expect(await targetsOf(ticketId)).toEqual(['first_response: 09:30, runs', 'resolution: 18:30, runs'])
    expect(await targetsOf(id)).toEqual(['first_response: 09:00, runs', 'resolution: 18:00, runs'])
  })
})

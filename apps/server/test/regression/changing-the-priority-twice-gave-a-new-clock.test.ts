// A ticket left a policy and came back, and got all of the time again: an agent could avoid every breach. Undoing a merge
// let targets run that another policy, not the merge, had ended.
import type { TicketPriority } from '@kinconecta/support-client'
import { Weekday } from '@kinconecta/support-contracts'
import { beforeAll, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'
import { peopleOf } from '../support/people.ts'

const service = useService({ isClosed: true })
let people: Awaited<ReturnType<typeof peopleOf>>
beforeAll(async () => {
  people = await peopleOf(service)
  const hours = Weekday.options.map((day) => ({ day, from: '00:00', to: '24:00' }))
  const { calendarId } = await people.admin.desk.calendars.create({ name: 'Always', timeZone: 'UTC', hours })
  const targets = { firstResponseMinutes: 60, nextResponseMinutes: 60, resolutionMinutes: null }
  await people.admin.desk.policies.create({ name: 'Urgent', priorities: ['URGENT'], calendarId, targets })
})

const at = (time: string) => void (service.clock.now = `2026-03-11T${time}:00.000Z`)
const on = (time: string) => `2026-03-11T${time}:00`
const create = async () => (await people.ana.tickets.create(aTicket)).ticketId
const setPriority = (id: number, priority: TicketPriority) => people.agent.desk.tickets.update({ id, priority })

it('the time that has counted stays counted', async () => {
  at('08:00')
  const id = await create()
  expect(await setPriority(id, 'URGENT')).toMatchObject({ nextTarget: 'first_response', dueAt: on('09:00') })
  at('08:50')
  expect(await setPriority(id, 'LOW')).toMatchObject({ nextTarget: null })
  at('08:55')
  expect(await setPriority(id, 'URGENT')).toMatchObject({ nextTarget: 'first_response', dueAt: on('09:05') })
})

it('but a ticket that was reopened since starts anew', async () => {
  at('08:00')
  const id = await create()
  await setPriority(id, 'URGENT')
  at('08:50')
  await setPriority(id, 'LOW')
  await people.agent.desk.tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
  at('09:00')
  await people.ana.messages.create({ id, body: 'Sigue igual' })
  at('10:00')
  expect(await setPriority(id, 'URGENT')).toMatchObject({ nextTarget: 'first_response', dueAt: on('11:00') })
})

it('undoing a merge does not revive what another policy ended, and looks for the policy of now', async () => {
  at('08:00')
  const [source, target] = [await create(), await create()]
  await setPriority(source, 'URGENT')
  await setPriority(source, 'LOW')
  await people.agent.desk.tickets.merge({ id: source, into: target })
  const undone = await people.agent.desk.tickets.unmerge({ id: source })
  expect(undone.source).toMatchObject({ nextTarget: null, dueAt: null })

  await setPriority(source, 'URGENT')
  at('08:30')
  await people.agent.desk.tickets.merge({ id: source, into: target })
  await setPriority(source, 'LOW')
  at('09:30')
  const again = await people.agent.desk.tickets.unmerge({ id: source })
  expect(again.source).toMatchObject({ nextTarget: null, dueAt: null })
})

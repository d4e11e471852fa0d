// Undoing a bulk change: it restores what each ticket had, unless something has changed it since.
import type { BulkChange, BulkCreate, DeskTicket, SupportClient, TicketChangeSet } from '@kinconecta/support-client'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { runBulks } from '../support/bulk.ts'
import { codeOf, staffClient } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService({ isClosed: true })
let ana: SupportClient
let boss: SupportClient
beforeAll(async () => {
  ana = await staffClient(service, 'ana')
  boss = await staffClient(service, 'boss', 'ADMIN')
  for (const agent of [ana, boss, await staffClient(service, 'ben')]) await agent.desk.agents.me()
})
const start = '2026-03-11T10:30:00.000Z'
const hoursLater = (hours: number) => new Date(Date.parse(start) + hours * 3_600_000).toISOString()
beforeEach(async () => {
  await sql`truncate support_tickets, bulk_changes, jobs cascade`.execute(service.db)
  service.clock.now = start
})

async function ticketsOf(count: number): Promise<number[]> {
  const created = await Promise.all(Array.from({ length: count }, () => boss.tickets.create(aTicket)))
  return created.map(({ ticketId }) => ticketId).toSorted((a, b) => a - b)
}

/** Makes a bulk change, and returns it with its results. */
async function made(input: Promise<BulkChange>) {
  const { bulkId: id } = await input
  await runBulks(service)
  const { items } = await ana.desk.bulk.results({ id, limit: 1000 })
  return {
    id,
    bulk: await ana.desk.bulk.get({ id }),
    results: items,
    outcomes: items.map((each) => each.code ?? each.outcome),
  }
}

const change = (ids: number[], changes: BulkCreate['changes']) =>
  made(ana.desk.bulk.create({ tickets: ids.map((id) => ({ id })), changes }))
const undo = (id: number) => made(ana.desk.bulk.undo({ id }))
const get = (id: number): PromiseLike<DeskTicket> => boss.desk.tickets.get({ id })
const resolved: TicketChangeSet = {
  transition: { name: 'resolve', resolutionCode: 'SOLVED' },
  assign: { agentId: 'ben' },
  priority: 'URGENT',
  tags: { add: ['done'] },
}

it('restores exactly what each ticket had, with events, and once', async () => {
  const [one, two, three] = (await ticketsOf(3)) as [number, number, number]
  const { tickets } = boss.desk
  await tickets.update({ id: one, priority: 'LOW', tags: ['a'], waitingOn: 'third_party' })
  await tickets.assign({ id: two, agentId: 'ana' })
  await tickets.snooze({ id: two, until: hoursLater(2) })
  await tickets.transition({ id: three, transition: { name: 'start' } })
  await tickets.snooze({ id: three, until: hoursLater(0.5) }) // is over before the undo
  const before = await Promise.all([one, two, three].map(get))
  const { id } = await change([one, two, three], resolved)
  service.clock.now = hoursLater(1)
  const undone = await undo(id)
  expect(undone.bulk).toMatchObject({ status: 'done', changes: null, undoOf: id, total: 3, failed: 0 })
  expect((await ana.desk.bulk.get({ id })).undoneBy).toBe(undone.id)
  Object.assign(before[2]!, { isSnoozed: false, snoozedUntil: null })
  for (const ticket of before) ticket.updatedAt = '2026-03-11T11:30:00'
  expect(await Promise.all([one, two, three].map(get))).toEqual(before)
  await numberEvents(service.db)
  const { items } = await boss.desk.tickets.timeline({ id: one, limit: 1000 })
  expect(items.slice(-4).map(({ type }) => type)).toEqual([
    'ticket.status_changed',
    'ticket.assigned',
    'ticket.priority_changed',
    'ticket.tags_changed',
  ])
  for (const again of [id, undone.id]) expect(await codeOf(ana.desk.bulk.undo({ id: again }))).toBe('BULK_CONFLICT')
})

it('leaves tickets that were changed since, and says which', async () => {
  const ids = await ticketsOf(5)
  const [one, two, three, four, five] = ids as [number, number, number, number, number]
  const { id } = await change(ids, resolved)
  await boss.desk.tickets.update({ id: one, priority: 'LOW' })
  await boss.desk.tickets.transition({ id: two, transition: { name: 'reopen' } })
  await boss.desk.tickets.update({ id: three, tags: [] })
  await boss.tickets.delete({ id: four })
  await boss.desk.messages.create({ id: five, kind: 'note', body: 'Another thing' })
  const { outcomes, results } = await undo(id)
  const changed = 'PRECONDITION_FAILED'
  expect(outcomes).toEqual([changed, changed, changed, 'TICKET_NOT_FOUND', 'changed'])
  expect(results.map(({ detail }) => detail?.replace('Changed since then: ', '')).slice(0, 3)).toEqual([
    'priority',
    'status',
    'tags',
  ])
  expect((await get(one)).status).toBe('RESOLVED') // nothing of it is undone
})

it('does not give a ticket back to an agent who is disabled now, nor anything after 24 hours', async () => {
  const [id] = (await ticketsOf(1)) as [number]
  await boss.desk.tickets.assign({ id, agentId: 'ben' })
  const taken = await change([id], { assign: { agentId: 'me' } })
  await boss.desk.agents.update({ id: 'ben', isDisabled: true })
  expect((await undo(taken.id)).outcomes).toEqual(['AGENT_NOT_FOUND'])
  await boss.desk.agents.update({ id: 'ben', isDisabled: false })
  const late = await change([id], { priority: 'LOW' })
  service.clock.now = hoursLater(25)
  expect(await codeOf(ana.desk.bulk.undo({ id: late.id }))).toBe('BULK_CONFLICT')
})

it('restores any ticket after any change', { timeout: 60_000 }, async () => {
  const maybe = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: undefined })
  const transition = fc.constantFrom<NonNullable<TicketChangeSet['transition']>>(
    { name: 'start' },
    { name: 'stop' },
    { name: 'resolve', resolutionCode: 'SPAM' },
    { name: 'reopen' },
    { name: 'close' },
  )
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 })
  const changes = fc
    .record({
      transition: maybe(transition),
      assign: maybe(fc.record({ agentId: fc.constantFrom('ana', 'ben', null) })),
      priority: maybe(fc.constantFrom('LOW', 'URGENT')),
      tags: maybe(fc.oneof(fc.record({ set: names }), fc.record({ add: names, remove: names }))),
    })
    .filter((set) => Object.values(set).some((value) => value !== undefined))
  await fc.assert(
    fc.asyncProperty(fc.array(changes, { maxLength: 3 }), changes, async (earlier, last) => {
      const ids = await ticketsOf(2)
      // The second ticket has only what the first step gives it, so that the bulk change fails on some tickets.
      for (const [index, step] of earlier.entries()) await change(index === 0 ? ids : ids.slice(0, 1), step)
      const before = await Promise.all(ids.map(get))
      const { id, results } = await change(ids, last)
      const { outcomes } = await undo(id)
      expect(outcomes).toEqual(results.filter(({ outcome }) => outcome === 'changed').map(() => 'changed'))
      expect(await Promise.all(ids.map(get))).toEqual(before)
    }),
    { numRuns: 15 },
  )
})

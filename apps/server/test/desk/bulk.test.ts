// Changes of many tickets: by ids and by filter, all or none, with versions, cancelled and undone.
import type { BulkChange, BulkCreate, SupportClient } from '@kinconecta/support-client'
import { MAX_RUNNING_BULKS } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { trimBulks } from '../../src/desk/bulk/trim-bulks.ts'
import { numberEvents } from '../../src/events/sequencer.ts'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { runBulks } from '../support/bulk.ts'
import { codeOf, staffClient } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'
import { clientOf } from '../support/people.ts'

const service = useService({ isClosed: true })
let ana: SupportClient
let ben: SupportClient
let boss: SupportClient
let key: SupportClient
beforeAll(async () => {
  ;[ana, ben, boss] = [
    await staffClient(service, 'ana'),
    await staffClient(service, 'ben'),
    await staffClient(service, 'boss', 'ADMIN'),
  ]
  key = clientOf(service, (await createApiKey(service.db, 'test', ['desk:read', 'desk:write'], null)).key)
  for (const agent of [ana, ben, boss]) await agent.desk.agents.me()
})
beforeEach(() => sql`truncate support_tickets, bulk_changes, jobs cascade`.execute(service.db))

const start = '2026-03-11T10:30:00.000Z'
beforeEach(() => void (service.clock.now = start))

async function ticketsOf(count: number): Promise<number[]> {
  const created = await Promise.all(Array.from({ length: count }, () => boss.tickets.create(aTicket)))
  return created.map(({ ticketId }) => ticketId).toSorted((a, b) => a - b)
}

/** Makes a bulk change and its job's work. Returns it afterwards, with its results. */
async function made(input: BulkCreate | Promise<BulkChange>, who = ana) {
  const { bulkId } = await ('changes' in input ? who.desk.bulk.create(input) : input)
  await runBulks(service)
  return resultsOf(bulkId, who)
}

async function resultsOf(id: number, who = ana) {
  const bulk = await who.desk.bulk.get({ id })
  const { items } = await who.desk.bulk.results({ id, limit: 1000 })
  return { bulk, results: items, outcomes: items.map(({ outcome, code }) => code ?? outcome) }
}

const refs = (ids: number[]) => ids.map((id) => ({ id }))
const get = (id: number) => boss.desk.tickets.get({ id })
const eventsOf = async (id: number) => {
  await numberEvents(service.db)
  return (await boss.desk.tickets.timeline({ id, limit: 1000 })).items.slice(1)
}

describe('a bulk change', () => {
  it('makes every kind of change, with the events of the single operations and the caller as their actor', async () => {
    const [id] = await ticketsOf(1)
    const { teamId } = await boss.desk.teams.create({ name: crypto.randomUUID(), memberIds: ['ben'] })
    const { bulk, results } = await made({
      tickets: refs([id!]),
      changes: {
        transition: { name: 'start' },
        assign: { agentId: 'me', teamId },
        priority: 'HIGH',
        waitingOn: 'third_party',
        tags: { add: ['vip'] },
        snooze: { forMinutes: 60 },
      },
    })
    expect(bulk).toMatchObject({ status: 'done', total: 1, done: 1, failed: 0, endedAt: '2026-03-11T10:30:00' })
    expect(results).toEqual([{ ticketId: id, outcome: 'changed', code: null, detail: null }])
    expect(await get(id!)).toMatchObject({
      status: 'IN_PROGRESS',
      assigneeId: 'ana',
      teamId,
      priority: 'HIGH',
      waitingOn: 'third_party',
      tags: ['vip'],
      isSnoozed: true,
      snoozedUntil: '2026-03-11T11:30:00',
    })
    const events = await eventsOf(id!)
    expect(events.map(({ type }) => type)).toEqual([
      'ticket.status_changed',
      'ticket.waiting_on_changed',
      'ticket.priority_changed',
      'ticket.tags_changed',
      'ticket.snoozed',
      'ticket.assigned',
    ])
    expect(new Set(events.map(({ actor }) => `${actor.kind} ${actor.id}`))).toEqual(new Set(['agent agent:ana']))
  })

  it('fixes the tickets of its filter when it is created', async () => {
    const ids = await ticketsOf(3)
    await boss.desk.tickets.update({ id: ids[1]!, priority: 'URGENT' })
    const bulk = ana.desk.bulk.create({ filter: { priority: ['NORMAL'] }, changes: { tags: { set: ['fixed'] } } })
    expect(await bulk).toMatchObject({ status: 'queued', total: 2, done: 0, endedAt: null })
    await boss.desk.tickets.update({ id: ids[0]!, priority: 'LOW' }) // matches no more
    await ticketsOf(1) // matches too late
    const { results } = await made(bulk)
    expect(results.map(({ ticketId }) => ticketId)).toEqual([ids[0], ids[2]])
    const searched = { filter: { q: 'cambiarlo', assigneeId: 'none' }, changes: { assign: { agentId: 'me' } } }
    expect((await made(searched)).bulk).toMatchObject({ total: 4, done: 4, failed: 0 })
    expect((await made({ filter: { assigneeId: 'nobody' }, changes: { priority: 'LOW' } })).bulk).toMatchObject({
      status: 'done',
      total: 0,
    })
  })

  it('tells what happened to each ticket', async () => {
    const ids = await ticketsOf(4)
    await boss.desk.tickets.transition({ id: ids[0]!, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
    await boss.desk.tickets.transition({ id: ids[1]!, transition: { name: 'start' } })
    await boss.tickets.delete({ id: ids[3]! })
    const tickets = [...refs(ids.slice(0, 2)), { id: ids[2]!, ifVersion: 9 }, { id: ids[3]! }]
    const { bulk, results, outcomes } = await made({ tickets, changes: { transition: { name: 'start' } } })
    expect(bulk).toMatchObject({ status: 'done', total: 4, done: 4, failed: 4 })
    expect(outcomes).toEqual(['STATUS_CONFLICT', 'STATUS_CONFLICT', 'PRECONDITION_FAILED', 'TICKET_NOT_FOUND'])
    expect(results[0]!.detail).toBe(`Support ticket ${ids[0]} is RESOLVED, which does not allow the transition start`)
    const again = await made({
      tickets: [{ id: ids[2]!, ifVersion: 1 }, ...refs([ids[1]!])],
      changes: { priority: 'LOW' },
    })
    expect(again.outcomes).toEqual(['changed', 'changed'])
    const same = await made({ tickets: refs(ids.slice(1, 3)), changes: { priority: 'LOW' } })
    expect([same.bulk.failed, same.outcomes]).toEqual([0, ['unchanged', 'unchanged']])
    const failed = await ana.desk.bulk.results({ id: bulk.bulkId, outcome: ['failed'], limit: 1 })
    expect([failed.items.length, failed.nextCursor === null]).toEqual([1, false])
    expect((await ana.desk.bulk.results({ id: bulk.bulkId, outcome: ['changed'] })).items).toEqual([])
  })

  it('adds and removes tags, and refuses the 21st', async () => {
    const [full, other] = await ticketsOf(2)
    const tags = Array.from({ length: 20 }, (_, number) => `tag ${number}`)
    await boss.desk.tickets.update({ id: full!, tags })
    await boss.desk.tickets.update({ id: other!, tags: ['a', 'b'] })
    const tickets = refs([full!, other!])
    expect((await made({ tickets, changes: { tags: { add: ['c'] } } })).outcomes).toEqual(['INVALID_INPUT', 'changed'])
    const both = { add: ['D'], remove: ['TAG 0', 'b', 'nobody has it'] }
    expect((await made({ tickets, changes: { tags: both } })).outcomes).toEqual(['changed', 'changed'])
    expect((await get(other!)).tags).toEqual(['a', 'c', 'D'])
    expect((await get(full!)).tags).toEqual([...tags.slice(1), 'D'])
    expect((await made({ tickets, changes: { tags: { set: [] } } })).outcomes).toEqual(['changed', 'changed'])
    expect((await boss.desk.tags.list({ limit: 1000 })).items.map(({ name }) => name)).not.toContain('nobody has it')
  })

  it('that is atomic changes all or none', async () => {
    const ids = await ticketsOf(3)
    await boss.desk.tickets.update({ id: ids[0]!, priority: 'HIGH' })
    await boss.desk.tickets.transition({ id: ids[2]!, transition: { name: 'start' } })
    const tickets = refs(ids)
    const changes = { priority: 'HIGH', transition: { name: 'start' } } as const
    const { bulk, outcomes } = await made({ tickets, changes, atomic: true })
    expect(bulk).toMatchObject({ status: 'failed', total: 3, done: 3, failed: 1 })
    expect(outcomes).toEqual(['rolled_back', 'rolled_back', 'STATUS_CONFLICT'])
    expect((await get(ids[1]!)).priority).toBe('NORMAL')
    expect(await eventsOf(ids[1]!)).toEqual([])
    expect(await codeOf(ana.desk.bulk.undo({ id: bulk.bulkId }))).toBe('BULK_CONFLICT')
    expect((await made({ tickets: refs(ids.slice(0, 2)), changes, atomic: true })).outcomes).toEqual([
      'changed',
      'changed',
    ])
  })

  it('assigns by the rules of a team, one ticket after the other', async () => {
    const ids = await ticketsOf(4)
    const team = { name: crypto.randomUUID(), memberIds: ['ana', 'ben'] }
    const { teamId } = await boss.desk.teams.create({ ...team, assignment: 'least_loaded' })
    await made({ tickets: refs(ids), changes: { assign: { teamId } } })
    const assignees = await Promise.all(ids.map(async (id) => (await get(id)).assigneeId))
    expect(assignees.map((id) => assignees.filter((other) => other === id).length)).toEqual([2, 2, 2, 2])
  })

  it('is refused at once if no ticket could be changed', async () => {
    const [id] = await ticketsOf(1)
    const tickets = refs([id!])
    const create = (input: object, who = ana) =>
      codeOf(who.desk.bulk.create({ tickets, ...input } as unknown as BulkCreate))
    const inputs: [string | undefined, object][] = [
      ['INVALID_INPUT', { changes: {} }],
      ['INVALID_INPUT', { filter: {}, changes: { priority: 'LOW' } }],
      ['INVALID_INPUT', { tickets: undefined, changes: { priority: 'LOW' } }],
      ['INVALID_INPUT', { tickets: [], changes: { priority: 'LOW' } }],
      ['INVALID_INPUT', { tickets: refs([1, 2, 1]), changes: { priority: 'LOW' } }],
      ['INVALID_INPUT', { tickets: refs(Array.from({ length: 101 }, (_, n) => n + 1)), changes: { priority: 'LOW' } }],
      ['INVALID_INPUT', { changes: { tags: { set: ['a'], add: ['b'] } } }],
      ['INVALID_INPUT', { changes: { tags: {} } }],
      ['INVALID_INPUT', { changes: { assign: {} } }],
      ['INVALID_INPUT', { changes: { transition: { name: 'resolve' } } }],
      ['INVALID_INPUT', { changes: { snooze: {} } }],
      ['INVALID_INPUT', { changes: { snooze: { untilReply: true, forMinutes: 1 } } }],
      ['INVALID_INPUT', { changes: { snooze: { until: '2026-03-11T10:29:59' } } }],
      ['INVALID_INPUT', { changes: { snooze: { until: '2999-01-01T00:00:00' } } }],
      ['INVALID_INPUT', { tickets: undefined, filter: { sort: 'relevance' }, changes: { priority: 'HIGHEST' } }],
      ['FORBIDDEN', { changes: { transition: { name: 'reopen_closed' } } }],
      ['AGENT_NOT_FOUND', { changes: { assign: { agentId: 'nobody' } } }],
      ['TEAM_NOT_FOUND', { changes: { assign: { teamId: 999_999 } } }],
    ]
    const codes = await Promise.all(inputs.map(([, input]) => create(input)))
    expect(codes).toEqual(inputs.map(([code]) => code))
    expect(await create({ changes: { assign: { agentId: 'me' } } }, key)).toBe('INVALID_INPUT')
    expect(await create({ changes: { transition: { name: 'close_as_duplicate', duplicateOf: 1 } } }, key)).toBe(
      'FORBIDDEN',
    )
    expect(await service.db.selectFrom('bulk_changes').select('bulk_id').execute()).toEqual([])
  })

  it('is bounded: in its tickets if it is atomic, and in the number that have not ended', async () => {
    await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
      select 'Ana', 'ana@example.com', 'Cambio', 'Hola', now(), now() from generate_series(1, 101)`.execute(service.db)
    const everything = { filter: {}, changes: { priority: 'LOW' } } as const
    expect(await codeOf(ana.desk.bulk.create({ ...everything, atomic: true }))).toBe('BULK_TOO_LARGE')
    const tried = await ana.desk.bulk.create(everything, { dryRun: true })
    expect([tried.total, (await ana.desk.bulk.list()).items]).toEqual([101, []])
    const attempts = Array.from({ length: 2 * MAX_RUNNING_BULKS }, () => codeOf(ana.desk.bulk.create(everything)))
    const codes = await Promise.all(attempts)
    expect(codes.filter((code) => code === undefined)).toHaveLength(MAX_RUNNING_BULKS)
    expect(new Set(codes)).toEqual(new Set([undefined, 'BULK_LIMIT_REACHED']))
    expect(await codeOf(ben.desk.bulk.create(everything))).toBeUndefined()
    const { items } = await ana.desk.bulk.list({ limit: 3 })
    expect(items.map(({ bulkId }) => bulkId)).toEqual(items.map(({ bulkId }) => bulkId).toSorted((a, b) => b - a))
    await runBulks(service)
    expect(await codeOf(ana.desk.bulk.create(everything))).toBeUndefined()
  })

  it('is seen, cancelled and undone by its caller and by admins only', async () => {
    const [id] = await ticketsOf(1)
    const { bulkId } = await ana.desk.bulk.create({ tickets: refs([id!]), changes: { priority: 'LOW' } })
    const ref = { id: bulkId }
    for (const who of [ben, key]) {
      const { bulk } = who.desk
      expect(
        await Promise.all([bulk.get(ref), bulk.results(ref), bulk.cancel(ref), bulk.undo(ref)].map(codeOf)),
      ).toEqual(Array.from({ length: 4 }, () => 'BULK_NOT_FOUND'))
      expect((await bulk.list()).items).toEqual([])
    }
    expect((await boss.desk.bulk.cancel(ref)).status).toBe('cancelled')
    const { bulk } = await made({ tickets: refs([id!]), changes: { priority: 'LOW' } }, key)
    expect([bulk.status, (await eventsOf(id!))[0]!.actor.kind]).toEqual(['done', 'service'])
  })

  it('stops when it is cancelled, or when its caller may not change tickets any more', async () => {
    const ids = await ticketsOf(2)
    const input: BulkCreate = { tickets: refs(ids), changes: { priority: 'LOW' } }
    const { bulkId } = await ana.desk.bulk.create(input)
    expect(await ana.desk.bulk.cancel({ id: bulkId })).toMatchObject({
      status: 'cancelled',
      endedAt: '2026-03-11T10:30:00',
    })
    await runBulks(service)
    expect((await resultsOf(bulkId)).bulk).toMatchObject({ status: 'cancelled', done: 0 })
    const started = await ben.desk.bulk.create(input)
    await boss.desk.agents.update({ id: 'ben', isDisabled: true })
    await runBulks(service)
    expect(await boss.desk.bulk.get({ id: started.bulkId })).toMatchObject({ status: 'cancelled', done: 0 })
    await boss.desk.agents.update({ id: 'ben', isDisabled: false })
    expect((await get(ids[0]!)).priority).toBe('NORMAL')
  })
})

it('a bulk change whose job was given up fails, and is deleted 30 days after its end with its undo', async () => {
  const ids = await ticketsOf(2)
  const input: BulkCreate = { tickets: refs(ids), changes: { priority: 'LOW' } }
  const { bulkId: id } = await ana.desk.bulk.create(input)
  const waiting = await ana.desk.bulk.create(input)
  await sql`update jobs set failed_at = now() where key = ${String(id)}`.execute(service.db)
  await trimBulks(service.db, start)
  expect((await resultsOf(id)).bulk).toMatchObject({ status: 'failed', done: 0, endedAt: '2026-03-11T10:30:00' })
  expect((await ana.desk.bulk.get({ id: waiting.bulkId })).status).toBe('queued')
  await runBulks(service)
  await made(ana.desk.bulk.undo({ id: waiting.bulkId }))
  const left = async () => (await ana.desk.bulk.list()).items.length
  await trimBulks(service.db, '2026-04-10T10:29:59Z')
  expect(await left()).toBe(3)
  await trimBulks(service.db, '2026-04-10T10:30:01Z')
  const { rows } = await sql`select from bulk_results union all select from bulk_chunks`.execute(service.db)
  expect([await left(), rows]).toEqual([0, []])
})

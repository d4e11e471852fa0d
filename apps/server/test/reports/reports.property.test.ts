// Reports of random histories are those that plain SQL finds in the log of events and the messages (reference.ts).
import { createSupportClient, type SupportClient } from '@kinconecta/support-client'
import { type ReportQuery, type TicketTransition, TRANSITION_NAMES, Weekday } from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { trimEvents } from '../../src/events/trim-events.ts'
import { passTargets } from '../../src/service-levels/pass-targets.ts'
import { refusalOf, staffClient } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'
import { tokenOf } from '../support/tokens.ts'
import { referenceSatisfaction, referenceSla, referenceTimes, referenceVolume } from './reference.ts'

const service = useService({ isClosed: true })
const MINUTE_MS = 60_000
// In these weeks: a day of 23 hours, one of 25, a midnight that does not exist, and one that is repeated.
const STARTS: [zone: string, at: string][] = [
  ['Europe/Madrid', '2026-03-26T22:00:00Z'],
  ['America/Santiago', '2026-04-02T12:00:00Z'],
  ['Africa/Cairo', '2026-04-21T12:00:00Z'],
  ['America/Santiago', '2026-09-03T02:00:00Z'],
  ['Europe/Madrid', '2026-10-23T06:00:00Z'],
  ['America/Mexico_City', '2026-11-10T00:00:00Z'],
]
const CATEGORIES = ['GENERAL', 'OTRO', 'PAGOS_FACTURACION'] as const

let boss: SupportClient
let member: SupportClient
let teamId: number
beforeAll(async () => {
  boss = await staffClient(service, 'boss', 'ADMIN')
  member = createSupportClient({ url: service.url, token: await tokenOf('42', 'TOURIST'), maxRetries: 0 })
  await boss.desk.agents.me()
  teamId = (await boss.desk.teams.create({ name: 'Equipo' })).teamId
  const hours = Weekday.options.map((day) => ({ day, from: '06:00', to: '22:00' }))
  const { calendarId } = await boss.desk.calendars.create({ name: 'Días', timeZone: 'Europe/Madrid', hours })
  const targets = { firstResponseMinutes: 60, nextResponseMinutes: 120, resolutionMinutes: 900 }
  await boss.desk.policies.create({ name: 'Todos', calendarId, targets })
})

type Step = { do: string; on: number; pick: number; minutes: number }
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('create', 'reply', 'answer', 'put', 'put', 'transition', 'transition', 'assign', 'tag', 'rate'),
  on: fc.nat({ max: 7 }),
  pick: fc.nat({ max: 1000 }),
  minutes: fc.constantFrom(1, 7, 45, 200, 700, 1500),
})

/** Makes a change that depends on `pick`. Refusals do not matter. */
async function change({ do: what, pick }: Step, id: number, ids: number[], now: string): Promise<void> {
  const oneOf = <Value>(values: readonly Value[]) => values[pick % values.length]!
  const { tickets } = boss.desk
  const calls: Record<string, () => PromiseLike<unknown>> = {
    create: async () => {
      const createdAt = pick % 4 === 0 ? new Date(Date.parse(now) - pick * 5 * MINUTE_MS).toISOString() : undefined
      const status = pick % 5 === 0 ? 'RESOLVED' : undefined
      const input = { ...aTicket, userId: 42, category: oneOf(CATEGORIES), createdAt, status } as const
      ids.push((await boss.tickets.create(input)).ticketId)
    },
    reply: () => member.messages.create({ id, body: 'Sigue sin funcionar' }),
    rate: () => member.satisfaction.rate({ id, score: 1 + (pick % 5) }),
    answer: () => boss.desk.messages.create({ id, kind: 'reply', body: 'Ya lo hemos corregido' }),
    put: () => boss.tickets.update({ ...aTicket, id, userId: 42, status: oneOf(STATUSES) }),
    transition: () => {
      const name = oneOf(TRANSITION_NAMES)
      const fields = { resolutionCode: 'SOLVED', duplicateOf: ids[0]! }
      return tickets.transition({ id, transition: { name, ...fields } as TicketTransition })
    },
    assign: () => tickets.assign({ id, agentId: oneOf(['boss', null]), teamId: oneOf([teamId, null, null]) }),
    tag: () => tickets.update({ id, tags: [['a'], ['a', 'b'], ['c'], []][pick % 4] }),
  }
  await refusalOf(calls[what]!())
}
const STATUSES = ['OPEN', 'IN_PROGRESS', 'RESOLVED', 'CLOSED'] as const

const queryOf = fc.record(
  {
    days: fc.tuple(fc.integer({ min: -3, max: 8 }), fc.integer({ min: 0, max: 10 })),
    interval: fc.constantFrom('day', 'week', 'total'),
    groupBy: fc.constantFrom('category', 'roleContext', 'assigneeId', 'teamId', 'tag'),
    category: fc.constant([CATEGORIES[0], CATEGORIES[1]]),
    assigneeId: fc.constantFrom('boss', 'none'),
    tags: fc.constantFrom(['a'], ['b', 'c']),
  },
  { requiredKeys: ['days', 'interval'] },
)

const dateOf = (start: string, day: number) =>
  new Date(Date.parse(start) + day * 1440 * MINUTE_MS).toISOString().slice(0, 10)

/** Without rows of nothing, which a report has only for groups in which it has counted anything. */
const withContent = (rows: readonly object[]) =>
  rows.filter((row) => Object.entries(row).some(([name, value]) => !NAMES.has(name) && Number(value) > 0))
const NAMES = new Set(['from', 'to', 'group', 'groupName'])

async function expectReports(query: ReportQuery, now: string): Promise<object> {
  const { rows: volume } = await boss.desk.reports.volume(query)
  const { rows: times } = await boss.desk.reports.times(query)
  const plain = (rows: object[]) => withContent(rows).map((row) => Object.assign(row, { groupName: undefined }))
  const { rows: ratings } = await boss.desk.reports.satisfaction(query)
  const { rows: sla } = await boss.desk.reports.sla(query)
  const reports = structuredClone({ volume, times, ratings, sla })
  expect(plain(sla)).toEqual(withContent(await referenceSla(service.db, query, now)))
  expect(plain(ratings)).toEqual(withContent(await referenceSatisfaction(service.db, query, now)))
  expect(plain(volume)).toEqual(withContent(await referenceVolume(service.db, query, now)))
  expect(plain(times)).toEqual(withContent(await referenceTimes(service.db, query, now)))
  return reports
}

describe('reports', () => {
  it('agree with plain SQL over the log, and do not change when the log is trimmed', async () => {
    const start = fc.constantFrom(...STARTS)
    const histories = fc.asyncProperty(
      start,
      fc.array(step, { minLength: 20, maxLength: 50 }),
      fc.array(queryOf, { minLength: 3, maxLength: 3 }),
      async ([timeZone, startedAt], steps, asked) => {
        for (const { ticketId } of (await boss.tickets.list({ limit: 1000 })).items)
          await boss.tickets.delete({ id: ticketId })
        let nowMs = Date.parse(startedAt)
        const tick = (minutes: number) => {
          nowMs += minutes * MINUTE_MS + 1
          return (service.clock.now = new Date(nowMs).toISOString())
        }
        tick(0)
        const ids: number[] = []
        for (const each of steps) {
          const id = ids[each.on % Math.max(ids.length, 1)]
          await change(id === undefined ? { ...each, do: 'create' } : each, id ?? 0, ids, tick(each.minutes))
        }
        while ((await passTargets({ db: service.db, clock: () => service.clock.now })) > 0);
        await numberEvents(service.db)
        const queries = asked.map(({ days: [first, count], ...others }) => ({
          from: dateOf(startedAt, first),
          to: dateOf(startedAt, first + count),
          timeZone,
          ...others,
        })) as ReportQuery[]
        const reports: object[] = []
        for (const query of queries) reports.push(await expectReports(query, service.clock.now))
        await trimEvents(service.db, -1, service.clock.now)
        for (const [place, query] of queries.entries()) {
          const { rows: volume } = await boss.desk.reports.volume(query)
          const { rows: times } = await boss.desk.reports.times(query)
          const { rows: ratings } = await boss.desk.reports.satisfaction(query)
          const { rows: sla } = await boss.desk.reports.sla(query)
          expect({ volume, times, ratings, sla }).toEqual(reports[place])
        }
      },
    )
    await fc.assert(histories, { numRuns: 15, endOnFailure: true })
  }, 120_000)
})

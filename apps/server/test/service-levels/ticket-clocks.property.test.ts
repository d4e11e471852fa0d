// The clocks of a ticket against a simulation that counts every minute, through random histories.
import { type ServiceTarget, Weekday } from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { businessCalendar } from '../../src/service-levels/business-time.ts'
import {
  type ClockedTicket,
  type Clocks,
  clocksAfter,
  clocksAt,
  type Happened,
  type MatchedPolicy,
  NOTHING_HAPPENED,
} from '../../src/service-levels/ticket-clocks.ts'

const MINUTE = 60_000
const LENGTH = 3 * 1440
const ZONE = 'Europe/Madrid'
// Saturday before the start of daylight saving: the simulated days have 23 hours on Sunday.
const START = Temporal.Instant.from('2026-03-27T23:00:00Z').epochMilliseconds
const at = (minute: number) => START + minute * MINUTE

const HOURS = Weekday.options.map((day) => ({ day, from: '01:00', to: day === 'sunday' ? '24:00' : '20:00' }))
const isOpen = Array.from({ length: LENGTH }, (_, minute) => {
  const wall = Temporal.Instant.fromEpochMilliseconds(at(minute)).toZonedDateTimeISO(ZONE)
  const time = wall.toPlainTime().toString({ smallestUnit: 'minute' })
  return time >= '01:00' && (wall.dayOfWeek === 7 || time < '20:00')
})

const policyOf = (policyId: number, minutes: number): MatchedPolicy => ({
  policyId,
  policyVersion: 1,
  calendarId: 1,
  calendarVersion: 1,
  calendar: businessCalendar(ZONE, HOURS, []),
  warnPercent: 50,
  targets: { firstResponseMinutes: minutes, nextResponseMinutes: 2 * minutes, resolutionMinutes: 4 * minutes },
})

type Name = 'reply' | 'write' | 'resolve' | 'reopen' | 'wait' | 'stopWaiting' | 'snooze' | 'wake' | 'raise' | 'lower'
interface Action {
  minute: number
  name: Name
  /** For how many minutes a snooze lasts; 0 until a reply. */
  length: number
}
const action = fc.record({
  minute: fc.integer({ min: 1, max: LENGTH - 1 }),
  name: fc.constantFrom<Name>(
    'reply',
    'write',
    'resolve',
    'reopen',
    'wait',
    'stopWaiting',
    'snooze',
    'wake',
    'raise',
    'lower',
  ),
  length: fc.constantFrom(0, 30, 300, 1500),
})

const NEW = {
  isDone: false,
  isWaitingOnRequester: false,
  isWaitingOnAgent: true,
  isSnoozed: false,
  snoozedUntil: null,
  hasResponse: false,
}

/** The ticket after an action, as the workflow changes it, and what that means for its clocks; undefined if nothing. */
function acted(
  ticket: ClockedTicket,
  { name, minute, length }: Action,
): [ClockedTicket, Partial<Happened>] | undefined {
  const awake = { isSnoozed: false, snoozedUntil: null }
  if (name === 'raise' || name === 'lower') return [ticket, { isMatchedAnew: true }]
  if (name === 'reply') return [{ ...ticket, isWaitingOnRequester: true, hasResponse: true }, { hasStaffReplied: true }]
  if (name === 'write') {
    const written = { ...ticket, ...awake, isWaitingOnRequester: false, isDone: false }
    return [written, { hasRequesterWritten: true, isReopened: ticket.isDone }]
  }
  if (name === 'reopen')
    return ticket.isDone
      ? [{ ...ticket, ...awake, isDone: false, isWaitingOnRequester: false }, { isReopened: true }]
      : undefined
  if (ticket.isDone) return undefined
  if (name === 'resolve') return [{ ...ticket, ...awake, isDone: true, isWaitingOnRequester: true }, {}]
  if (name === 'wait' || name === 'stopWaiting') return [{ ...ticket, isWaitingOnRequester: name === 'wait' }, {}]
  if (name === 'wake') return [{ ...ticket, ...awake }, {}]
  return [{ ...ticket, isSnoozed: true, snoozedUntil: length === 0 ? null : at(minute + length) }, {}]
}

interface Outcome {
  target: ServiceTarget
  policyId: number
  startedAt: number
  warnedAt: number | null
  breachedAt: number | null
  metAt: number | null
  endedAt: number | null
}
const outcomeOf = ({ target, policyId, startedAt, warnedAt, breachedAt, metAt, endedAt }: Outcome): Outcome => {
  return { target, policyId, startedAt, warnedAt, breachedAt, metAt, endedAt }
}
const inOrder = (outcomes: Outcome[]) =>
  outcomes
    .map(outcomeOf)
    .map((each) => JSON.stringify(each))
    .toSorted()

/** What the service computes: a step for each action, with the open targets and pauses of before. */
function computed(actions: Action[], policies: [MatchedPolicy, MatchedPolicy]): Outcome[] {
  let ticket: ClockedTicket = NEW
  let policy = policies[0]
  let clocks = clocksAfter({ targets: [], pauses: [] }, ticket, { ...NOTHING_HAPPENED, isCreated: true }, policy, at(0))
  const done: Outcome[] = []
  const keepOpen = ({ targets, pauses }: Clocks): Clocks => {
    done.push(...targets.filter(({ endedAt }) => endedAt !== null))
    return {
      targets: targets.filter((each) => each.endedAt === null),
      pauses: pauses.filter((each) => each.endedAt === null),
    }
  }
  for (const each of actions) {
    const change = acted(ticket, each)
    if (!change) continue
    if (each.name === 'raise' || each.name === 'lower') policy = policies[each.name === 'raise' ? 1 : 0]
    ticket = change[0]
    clocks = clocksAfter(keepOpen(clocks), ticket, { ...NOTHING_HAPPENED, ...change[1] }, policy, at(each.minute))
  }
  return [...done, ...clocksAt(clocks, at(LENGTH)).targets]
}

/** What a clock that is read every minute finds. Counts the minutes of each target while the ticket does not pause. */
function simulated(actions: Action[], policies: [MatchedPolicy, MatchedPolicy]): Outcome[] {
  let ticket: ClockedTicket = NEW
  let policy = policies[0]
  const all: (Outcome & { counted: number; total: number })[] = []
  const open = () => all.filter(({ endedAt }) => endedAt === null)
  const has = (target: ServiceTarget) => open().some((each) => each.target === target)
  const totals = () => policy.targets
  const start = (target: ServiceTarget, minute: number) => {
    const { firstResponseMinutes, nextResponseMinutes, resolutionMinutes } = totals()
    const total = {
      first_response: firstResponseMinutes!,
      next_response: nextResponseMinutes!,
      resolution: resolutionMinutes!,
    }
    const none = { warnedAt: null, breachedAt: null, metAt: null, endedAt: null }
    if (!has(target))
      all.push({ target, policyId: policy.policyId, startedAt: at(minute), ...none, counted: 0, total: total[target] })
  }
  const check = (minute: number) => {
    for (const each of open()) {
      if (each.counted * 2 >= each.total) each.warnedAt ??= at(minute)
      if (each.counted >= each.total) each.breachedAt ??= at(minute)
    }
  }
  const end = (minute: number, isMet: (target: ServiceTarget) => boolean, isEnded = isMet) => {
    for (const each of open().filter(({ target }) => isEnded(target)))
      Object.assign(each, { endedAt: at(minute), metAt: isMet(each.target) ? at(minute) : null })
  }
  start('first_response', 0)
  start('resolution', 0)
  for (let minute = 0; minute < LENGTH; minute++) {
    for (const each of actions.filter((one) => one.minute === minute)) {
      const wasDone = ticket.isDone
      const change = acted(ticket, each)
      if (!change) continue
      ticket = change[0]
      if (change[1].isMatchedAnew) policy = policies[each.name === 'raise' ? 1 : 0]
      if (each.name === 'reply') end(minute, (target) => target !== 'resolution')
      if (ticket.isDone) {
        end(
          minute,
          (target) => target === 'resolution',
          () => true,
        )
        continue
      }
      if (change[1].isMatchedAnew) {
        for (const old of open().filter((one) => one.breachedAt === null && one.policyId !== policy.policyId)) {
          Object.assign(old, { endedAt: at(minute) })
          start(old.target, minute)
          Object.assign(all.at(-1)!, { counted: old.counted, startedAt: old.startedAt })
        }
        check(minute)
        if (!ticket.hasResponse && !has('next_response')) start('first_response', minute)
        start('resolution', minute)
      }
      if (each.name === 'write' && ticket.hasResponse && !has('first_response')) start('next_response', minute)
      if (wasDone) for (const target of ['next_response', 'resolution'] as const) start(target, minute)
    }
    const { isWaitingOnRequester, isSnoozed, snoozedUntil } = ticket
    const isPaused = isWaitingOnRequester || (isSnoozed && (snoozedUntil === null || snoozedUntil > at(minute)))
    if (isOpen[minute] && !isPaused) for (const each of open()) each.counted++
    check(minute + 1)
  }
  return all
}

it('ends, warns and breaches at the same minutes as a simulation', () => {
  const histories = fc.record({
    actions: fc
      .uniqueArray(action, { maxLength: 14, selector: ({ minute }) => minute })
      .map((all) => all.toSorted((a, b) => a.minute - b.minute)),
    minutes: fc.constantFrom(2, 60, 180),
    raised: fc.constantFrom(2, 20, 400),
  })
  fc.assert(
    fc.property(histories, ({ actions, minutes, raised }) => {
      const policies: [MatchedPolicy, MatchedPolicy] = [policyOf(1, minutes), policyOf(2, raised)]
      expect(inOrder(computed(actions, policies))).toEqual(inOrder(simulated(actions, policies)))
    }),
    { numRuns: Number(process.env['RUNS'] ?? 300) },
  )
}, 120_000)

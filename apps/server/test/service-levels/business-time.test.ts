// Business time: cases calculated by hand, and a comparison with a clock on the wall that is read every minute.
import type { OpenHours } from '@kinconecta/support-contracts'
import { Weekday } from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addBusinessTime,
  type BusinessCalendar,
  businessCalendar,
  businessTime,
  HORIZON_MS,
} from '../../src/service-levels/business-time.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const daily = (from: string, to: string, days: readonly Weekday[] = Weekday.options): OpenHours[] =>
  days.map((day) => ({ day, from, to }))
const WORKDAYS = Weekday.options.slice(0, 5)
const always = (zone: string) => businessCalendar(zone, daily('00:00', '24:00'), [])
const office = (zone: string, holidays: string[] = []) =>
  businessCalendar(zone, daily('09:00', '17:00', WORKDAYS), holidays)
const nights = (zone: string) => businessCalendar(zone, daily('00:00', '06:00'), [])

// Each `due` was calculated by hand, from the calendar on the wall and the offset of the time zone on that day.
const table: { name: string; calendar: BusinessCalendar; from: string; minutes: number; due: string }[] = [
  {
    name: 'within a working day',
    calendar: office('Europe/Madrid'),
    from: '2026-03-11T10:30:00+01:00',
    minutes: 120,
    due: '2026-03-11T12:30:00+01:00',
  },
  {
    name: 'exactly until the end of a day: not the beginning of the next',
    calendar: office('Europe/Madrid'),
    from: '2026-03-11T09:00:00+01:00',
    minutes: 480,
    due: '2026-03-11T17:00:00+01:00',
  },
  {
    name: 'a minute more than a day',
    calendar: office('Europe/Madrid'),
    from: '2026-03-11T09:00:00+01:00',
    minutes: 481,
    due: '2026-03-12T09:01:00+01:00',
  },
  {
    name: 'from the evening on',
    calendar: office('Europe/Madrid'),
    from: '2026-03-11T20:00:00+01:00',
    minutes: 60,
    due: '2026-03-12T10:00:00+01:00',
  },
  {
    name: 'over a weekend',
    calendar: office('Europe/Madrid'),
    from: '2026-03-13T16:30:00+01:00',
    minutes: 60,
    due: '2026-03-16T09:30:00+01:00',
  },
  {
    // Thursday 24 December 16:00, then 25 December (Friday) and 26 to 27 (weekend) are closed.
    name: 'over Christmas, which is before a weekend',
    calendar: office('Europe/Madrid', ['2026-12-25']),
    from: '2026-12-24T16:00:00+01:00',
    minutes: 120,
    due: '2026-12-28T10:00:00+01:00',
  },
  {
    // In 2027 Christmas is a Saturday; 31 December is a Friday, 1 January a Saturday, 6 January a Thursday.
    name: 'over the end of a year and Epiphany',
    calendar: office('Europe/Madrid', ['2027-12-25', '2028-01-01', '2028-01-06']),
    from: '2028-01-05T16:00:00+01:00',
    minutes: 120,
    due: '2028-01-07T10:00:00+01:00',
  },
  {
    // The clock in Madrid goes from 02:00 to 03:00 on 29 March: from 18:00, 24 hours end at 19:00.
    name: '24 hours over the start of daylight saving',
    calendar: always('Europe/Madrid'),
    from: '2026-03-28T18:00:00+01:00',
    minutes: 1440,
    due: '2026-03-29T19:00:00+02:00',
  },
  {
    // The night from 00:00 to 06:00 has 5 hours then, so the last one comes from the next night.
    name: 'a night shift on the day that has 23 hours',
    calendar: nights('Europe/Madrid'),
    from: '2026-03-29T00:00:00+01:00',
    minutes: 360,
    due: '2026-03-30T01:00:00+02:00',
  },
  {
    name: 'office hours over the start of daylight saving',
    calendar: office('Europe/Madrid'),
    from: '2026-03-27T16:00:00+01:00',
    minutes: 120,
    due: '2026-03-30T10:00:00+02:00',
  },
  {
    // The clock in Madrid goes back from 03:00 to 02:00 on 25 October.
    name: '24 hours over the end of daylight saving',
    calendar: always('Europe/Madrid'),
    from: '2026-10-24T18:00:00+02:00',
    minutes: 1440,
    due: '2026-10-25T17:00:00+01:00',
  },
  {
    // The night from 00:00 to 06:00 has 7 hours then.
    name: 'a night shift on the day that has 25 hours',
    calendar: nights('Europe/Madrid'),
    from: '2026-10-25T00:00:00+02:00',
    minutes: 360,
    due: '2026-10-25T05:00:00+01:00',
  },
  {
    // 02:00 to 02:30 happens twice: 30 minutes in each pass.
    name: 'hours within the hour that happens twice',
    calendar: businessCalendar('Europe/Madrid', daily('02:00', '02:30'), []),
    from: '2026-10-25T00:00:00+02:00',
    minutes: 50,
    due: '2026-10-25T02:20:00+01:00',
  },
  {
    // 02:00 to 02:30 does not happen on 29 March.
    name: 'hours within the hour that does not happen',
    calendar: businessCalendar('Europe/Madrid', daily('02:00', '02:30'), []),
    from: '2026-03-29T00:00:00+01:00',
    minutes: 10,
    due: '2026-03-30T02:10:00+02:00',
  },
  {
    // 6 September in Santiago begins at 01:00: from 24:00 of the day before. It is a Sunday with 23 hours.
    name: 'a midnight that does not exist, in Santiago',
    calendar: always('America/Santiago'),
    from: '2026-09-05T23:00:00-04:00',
    minutes: 120,
    due: '2026-09-06T02:00:00-03:00',
  },
  {
    name: 'a night shift that begins at a midnight that does not exist',
    calendar: nights('America/Santiago'),
    from: '2026-09-05T12:00:00-04:00',
    minutes: 60,
    due: '2026-09-06T02:00:00-03:00',
  },
  {
    // 24 April in Cairo, a Friday, begins at 01:00.
    name: 'a holiday whose midnight does not exist, in Cairo',
    calendar: businessCalendar('Africa/Cairo', daily('00:00', '24:00'), ['2026-04-24']),
    from: '2026-04-23T23:30:00+02:00',
    minutes: 60,
    due: '2026-04-25T00:30:00+03:00',
  },
  {
    // In 2024 Asunción began summer time at the midnight of 6 October.
    name: 'a midnight that does not exist, in Asunción',
    calendar: always('America/Asuncion'),
    from: '2024-10-05T23:59:00-04:00',
    minutes: 2,
    due: '2024-10-06T01:01:00-03:00',
  },
  {
    // 30 December 2011 did not exist in Samoa: Thursday 29 was followed by Saturday 31.
    name: 'a day that does not exist',
    calendar: office('Pacific/Apia'),
    from: '2011-12-29T16:00:00-10:00',
    minutes: 120,
    due: '2012-01-02T10:00:00+14:00',
  },
  {
    // Lord Howe Island changes by half an hour: on 5 April 02:00 becomes 01:30.
    name: 'a change of half an hour',
    calendar: nights('Australia/Lord_Howe'),
    from: '2026-04-05T00:00:00+11:00',
    minutes: 390,
    due: '2026-04-05T06:00:00+10:30',
  },
  {
    name: 'hours that overlap count once',
    calendar: businessCalendar('UTC', [...daily('09:00', '12:00'), ...daily('11:00', '13:00')], []),
    from: '2026-03-11T09:00:00Z',
    minutes: 240,
    due: '2026-03-11T13:00:00Z',
  },
]

const at = (time: string) => Temporal.Instant.from(time).epochMilliseconds
const iso = (ms: number) => new Date(ms).toISOString()

describe('business time', () => {
  it.each(table)('$name', ({ calendar, from, minutes, due }) => {
    expect(iso(addBusinessTime(calendar, at(from), minutes * MINUTE))).toBe(iso(at(due)))
    expect(businessTime(calendar, at(from), at(due))).toBe(minutes * MINUTE)
  })

  it('is nothing backwards, and looks at most five years ahead', () => {
    const closed = businessCalendar('UTC', daily('09:00', '10:00', ['monday']), [])
    const from = at('2026-03-11T00:00:00Z')
    expect(businessTime(closed, from, from - HOUR)).toBe(0)
    expect(addBusinessTime(closed, from, -HOUR)).toBe(from)
    expect(addBusinessTime(closed, from, 90 * 24 * HOUR)).toBe(from + HORIZON_MS)
  })

  it('looks five years ahead within 20 ms', () => {
    const closed = businessCalendar('Europe/Madrid', daily('09:00', '10:00', ['monday']), [])
    const started = performance.now()
    for (let run = 0; run < 10; run++) addBusinessTime(closed, at('2026-03-11T00:00:00Z'), 90 * 24 * HOUR)
    expect((performance.now() - started) / 10).toBeLessThan(20)
  })
})

// Times near changes of the offset, and a zone that changes by other than an hour.
const CHANGES = [
  ['Europe/Madrid', '2026-03-29T00:00:00Z'],
  ['Europe/Madrid', '2026-10-25T00:00:00Z'],
  ['America/Santiago', '2026-09-06T00:00:00Z'],
  ['America/Santiago', '2026-04-05T00:00:00Z'],
  ['Africa/Cairo', '2026-04-24T00:00:00Z'],
  ['Africa/Cairo', '2026-10-30T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-05T00:00:00Z'],
  ['Pacific/Apia', '2011-12-30T00:00:00Z'],
  ['Asia/Kathmandu', '2026-06-01T00:00:00Z'],
] as const

const clockTime = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const someHours = fc
  .record({
    day: fc.constantFrom(...Weekday.options),
    range: fc.uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 2, maxLength: 2 }),
  })
  .map(({ day, range }) => {
    const [from, to] = range.toSorted((a, b) => a - b) as [number, number]
    return { day, from: clockTime(from * 15), to: clockTime(to * 15) }
  })

/** Reads a clock on the wall every minute, and returns how often it shows a time that counts. */
function countedMinutes(
  zone: string,
  hours: OpenHours[],
  holidays: string[],
  fromMs: number,
  minutes: number,
): number[] {
  const counted: number[] = []
  for (let minute = 0; minute < minutes; minute++) {
    const wall = Temporal.Instant.fromEpochMilliseconds(fromMs + minute * MINUTE).toZonedDateTimeISO(zone)
    const time = wall.toPlainTime().toString({ smallestUnit: 'minute' })
    const isOpen = hours.some(
      ({ day, from, to }) => Weekday.options[wall.dayOfWeek - 1] === day && from <= time && time < to,
    )
    if (isOpen && !holidays.includes(wall.toPlainDate().toString())) counted.push(minute)
  }
  return counted
}

describe('business time against a clock that is read every minute', () => {
  it('counts the same minutes, and is due at the end of the same minute', () => {
    const cases = fc.record({
      change: fc.constantFrom(...CHANGES),
      startBefore: fc.integer({ min: 0, max: 2 * 1440 }),
      minutes: fc.integer({ min: 1, max: 4 * 1440 }),
      hours: fc.array(someHours, { minLength: 1, maxLength: 12 }),
      holidayAfter: fc.array(fc.integer({ min: -2, max: 3 }), { maxLength: 2 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(cases, ({ change: [zone, near], startBefore, minutes, hours, holidayAfter, share }) => {
        const fromMs = at(near) - startBefore * MINUTE
        const holidays = holidayAfter.map((days) => iso(at(near) + days * 24 * HOUR).slice(0, 10))
        const calendar = businessCalendar(zone, hours, holidays)
        const counted = countedMinutes(zone, hours, holidays, fromMs, minutes)
        expect(businessTime(calendar, fromMs, fromMs + minutes * MINUTE)).toBe(counted.length * MINUTE)
        if (counted.length === 0) return
        const place = Math.min(counted.length - 1, Math.floor(share * counted.length))
        const due = fromMs + (counted[place]! + 1) * MINUTE
        expect(addBusinessTime(calendar, fromMs, (place + 1) * MINUTE)).toBe(due)
      }),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    )
  }, 120_000)
})

import { minutesOf, type OpenHours, Weekday } from '@kinconecta/support-contracts'

// Times are milliseconds since 1970, durations milliseconds.

/** Part of a day, in milliseconds since its midnight on the clock on the wall. */
type Range = readonly [from: number, to: number]

/** The hours in which time counts: a time counts if a clock on the wall in `timeZone` shows one of these hours. */
export interface BusinessCalendar {
  timeZone: string
  /** The hours of each day of the week, from Monday, ascending and without overlaps. */
  weekdays: readonly (readonly Range[])[]
  /** Days since 1970 on which no time counts. */
  holidays: ReadonlySet<number>
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const THURSDAY = 3 // 1970 began with one

/** The longest time that {@link addBusinessTime} looks ahead: 5 years. */
export const HORIZON_MS = 1_827 * DAY_MS

/** Prepares the hours of a calendar for calculation. */
export function businessCalendar(
  timeZone: string,
  hours: readonly OpenHours[],
  holidays: readonly string[],
): BusinessCalendar {
  const rangesOf = (weekday: Weekday) =>
    hours
      .filter(({ day }) => day === weekday)
      .map(({ from, to }) => [minutesOf(from) * MINUTE_MS, minutesOf(to) * MINUTE_MS] as const)
  return {
    timeZone,
    weekdays: Weekday.options.map((weekday) => withoutOverlaps(rangesOf(weekday))),
    holidays: new Set(holidays.map((date) => Date.parse(date) / DAY_MS)),
  }
}

/** The time that counts from one time to another; 0 if `toMs` is not later. */
export function businessTime(calendar: BusinessCalendar, fromMs: number, toMs: number): number {
  let total = 0
  for (const [start, end] of openTimes(calendar, fromMs, toMs)) total += end - start
  return total
}

/**
 * The first time at which this much time has counted since `fromMs`: the end of a working day rather than the beginning
 * of the next one. It is {@link HORIZON_MS} later at most.
 */
export function addBusinessTime(calendar: BusinessCalendar, fromMs: number, durationMs: number): number {
  if (durationMs <= 0) return fromMs
  let rest = durationMs
  for (const [start, end] of openTimes(calendar, fromMs, fromMs + HORIZON_MS)) {
    if (rest <= end - start) return start + rest
    rest -= end - start
  }
  return fromMs + HORIZON_MS
}

/**
 * The times that count from `fromMs` to `toMs`, ascending. Between two changes of the offset of the time zone, local
 * days have 24 hours and a midnight, so days and hours are calculated there without the time zone. An hour that a change
 * skips is part of neither side, an hour that it repeats of both.
 */
function* openTimes(
  { timeZone, weekdays, holidays }: BusinessCalendar,
  fromMs: number,
  toMs: number,
): Generator<Range, void> {
  for (let [start, end] = [fromMs, fromMs]; start < toMs; start = end) {
    const zoned = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timeZone)
    const offsetMs = zoned.offsetNanoseconds / 1e6
    end = Math.min(zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? toMs, toMs)
    const lastDay = Math.floor((end - 1 + offsetMs) / DAY_MS)
    for (let day = Math.floor((start + offsetMs) / DAY_MS); day <= lastDay; day++) {
      if (holidays.has(day)) continue
      const midnight = day * DAY_MS - offsetMs
      for (const [from, to] of weekdays[weekdayOf(day)]!) {
        const open: Range = [Math.max(start, midnight + from), Math.min(end, midnight + to)]
        if (open[0] < open[1]) yield open
      }
    }
  }
}

function weekdayOf(day: number): number {
  return (((day + THURSDAY) % 7) + 7) % 7
}

function withoutOverlaps(ranges: readonly Range[]): Range[] {
  const merged: Range[] = []
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last && from <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], to)]
    else merged.push([from, to])
  }
  return merged
}

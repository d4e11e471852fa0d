import type { ReportQuery } from './report-query.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** The days of one row of a report, and the time that they cover: from `startMs` to before `endMs`, since 1970. */
export interface ReportPeriod {
  /** The first day. */
  from: string
  /** The last day, which is included. */
  to: string
  startMs: number
  endMs: number
}

/**
 * Divides the days of a report into periods. A day begins when its date begins in the time zone, so it can have 23 or
 * 25 hours. Periods that have not begun at `now` (ISO 8601) are left out.
 */
export function reportPeriods(
  { from, to, interval = 'day', timeZone = 'UTC' }: ReportQuery,
  now: string,
): ReportPeriod[] {
  const startOf = dayStarts(timeZone)
  const periods: ReportPeriod[] = []
  for (let first = from; first <= to;) {
    const last = interval === 'total' ? to : interval === 'day' ? first : earlier(sundayAfter(first), to)
    const next = plusDays(last, 1)
    periods.push({ from: first, to: last, startMs: startOf(first), endMs: startOf(next) })
    first = next
  }
  return periods.filter(({ startMs }) => startMs <= Date.parse(now))
}

/** Returns a function that finds when a date begins in a time zone, in milliseconds since 1970. */
function dayStarts(timeZone: string): (date: string) => number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  /** The local date and time, as if it were UTC. The Swedish format is `2026-03-11 10:30:00`. */
  const localMs = (ms: number) => Date.parse(`${format.format(ms).replace(' ', 'T')}Z`)
  return (date) => {
    const midnight = Date.parse(date)
    const likely = midnight - (localMs(midnight) - midnight)
    if (localMs(likely) === midnight && localMs(likely - 1000) === midnight - 1000) return likely
    return firstFrom(midnight, localMs)
  }
}

/** The first second whose local time is at or after `midnight`, which may not exist, by a binary search. */
function firstFrom(midnight: number, localMs: (ms: number) => number): number {
  let before = midnight - 16 * HOUR_MS
  let from = midnight + 16 * HOUR_MS
  while (from - before > 1000) {
    const between = before + Math.floor((from - before) / 2000) * 1000
    if (localMs(between) >= midnight) from = between
    else before = between
  }
  return from
}

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
}

function sundayAfter(date: string): string {
  return plusDays(date, (7 - new Date(date).getUTCDay()) % 7)
}

function earlier(a: string, b: string): string {
  return a < b ? a : b
}

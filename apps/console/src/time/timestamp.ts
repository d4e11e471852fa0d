const HAS_ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i

/** Reads a timestamp of the service. It has no zone and is UTC, where `new Date` would take it for local time. */
export function parseTimestamp(timestamp: string): Date {
  return new Date(HAS_ZONE.test(timestamp) ? timestamp : `${timestamp}Z`)
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** "5 minutes ago", in the largest unit that fits; "now" within a minute. */
export function relativeTime(date: Date, now: Date, locale: string): string {
  return relativeFormat(locale).format(...inLargestUnit(date, now))
}

/** "5 min. ago", or what is short in the language. */
export function shortRelativeTime(date: Date, now: Date, locale: string): string {
  return shortRelativeFormat(locale).format(...inLargestUnit(date, now))
}

function inLargestUnit(date: Date, now: Date): [number, Intl.RelativeTimeFormatUnit] {
  const seconds = (date.getTime() - now.getTime()) / 1000
  const [unit, size] = UNITS.find(([, unitSeconds]) => Math.abs(seconds) >= unitSeconds) ?? ['second', Infinity]
  return [Math.trunc(seconds / size) || 0, unit]
}

/** The date and time in the zone of the user. */
export function dateTime(date: Date, locale: string, timeZone: string | undefined): string {
  return dateFormat(`${locale} ${timeZone ?? ''}`).format(date)
}

/** The time of the day in the zone of the user. */
export function timeOfDay(date: Date, locale: string, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short', ...(timeZone && { timeZone }) }).format(date)
}

/** Formats are slow to make: a list would make two for each row. */
const relativeFormat = remembered((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
const shortRelativeFormat = remembered(
  (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' }),
)
const dateFormat = remembered((key) => {
  const [locale, timeZone] = key.split(' ')
  const zone = timeZone === '' ? {} : { timeZone }
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...zone })
})

/** Remembers the last result. */
function remembered<Result>(make: (key: string) => Result): (key: string) => Result {
  let last: { key: string; result: Result } | undefined
  return (key) => {
    if (last?.key !== key) last = { key, result: make(key) }
    return last.result
  }
}

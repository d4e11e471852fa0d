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
  const seconds = (date.getTime() - now.getTime()) / 1000
  const [unit, size] = UNITS.find(([, unitSeconds]) => Math.abs(seconds) >= unitSeconds) ?? ['second', Infinity]
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.trunc(seconds / size) || 0, unit)
}

/** The date and time in the zone of the user. */
export function dateTime(date: Date, locale: string, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(date)
}

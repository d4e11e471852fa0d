import type { OpenHours, Weekday } from '@kinconecta/support-client'

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const satisfies readonly Weekday[]

/** The hours of each day as somebody writes them: `09:00-13:00, 14:00-17:30`; empty if nothing is open. */
export type WrittenHours = Record<Weekday, string>

// A single hour digit and other dashes are accepted.
const SPAN = /^(\d{1,2}:\d\d)\s*[-–—]\s*(\d{1,2}:\d\d)$/

export function writtenHours(hours: readonly OpenHours[]): WrittenHours {
  const of = (day: Weekday) =>
    hours
      .filter((span) => span.day === day)
      .map(({ from, to }) => `${from}-${to}`)
      .toSorted()
      .join(', ')
  return Object.fromEntries(WEEKDAYS.map((day) => [day, of(day)])) as WrittenHours
}

/** The hours of a day; undefined if the text is not hours, or one of them ends before it begins. */
export function parseDay(day: Weekday, text: string): OpenHours[] | undefined {
  if (text.trim() === '') return []
  const spans = text.split(',').map((part) => {
    const [, from, to] = SPAN.exec(part.trim()) ?? []
    return { day, from: from?.padStart(5, '0') ?? '', to: to?.padStart(5, '0') ?? '' }
  })
  return spans.every(isValid) ? spans : undefined
}

function isValid({ from, to }: OpenHours): boolean {
  return from < to && to <= '24:00' && from.slice(3) < '60' && to.slice(3) < '60'
}

/** The hours of a week; undefined if a day is not valid. */
export function parseWeek(written: WrittenHours): OpenHours[] | undefined {
  const days = WEEKDAYS.map((day) => parseDay(day, written[day]))
  return days.every((day) => day !== undefined) ? days.flat() : undefined
}

/** The dates of a text, each once and ascending. What stands between them does not matter. */
export function parseDates(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))].toSorted()
}

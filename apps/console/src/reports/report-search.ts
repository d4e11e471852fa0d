import { oneOf, textOf } from '../app/search-params.ts'

export const INTERVALS = ['day', 'week'] as const
export const GROUPS = ['category', 'roleContext', 'assigneeId', 'teamId', 'tag'] as const

/** A report as the address has it. What is absent is the standard: the last 30 days, by day, without groups. */
export interface ReportSearch {
  from?: string | undefined
  to?: string | undefined
  interval?: (typeof INTERVALS)[number] | undefined
  groupBy?: (typeof GROUPS)[number] | undefined
}

const DAYS = 30
const DAY_MS = 86_400_000

export function reportSearch(search: Record<string, unknown>): ReportSearch {
  return {
    from: dateOf(search['from']),
    to: dateOf(search['to']),
    interval: oneOf(search['interval'], INTERVALS),
    groupBy: oneOf(search['groupBy'], GROUPS),
  }
}

/** The days of a report, in the zone of the user. */
export function daysOf({ from, to }: ReportSearch, now: Date, timeZone: string): { from: string; to: string } {
  const last = to ?? dayIn(now, timeZone)
  return { from: from ?? dayIn(new Date(Date.parse(`${last}T12:00:00Z`) - (DAYS - 1) * DAY_MS), 'UTC'), to: last }
}

function dayIn(date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(date)
}

function dateOf(value: unknown): string | undefined {
  const text = textOf(value, 10)
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined
}

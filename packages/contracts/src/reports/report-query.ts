import { z } from 'zod'
import { TimeZone } from '../core/time-zone.ts'
import { DeskTicketFilters } from '../desk/desk-ticket-query.ts'
import { ReportName } from './report.ts'

/** The maximum number of days of a report. */
export const MAX_REPORT_DAYS = 400

/** The maximum number of rows of a report. */
export const MAX_REPORT_ROWS = 20_000

const DAY_MS = 86_400_000

const ReportDate = z.iso
  .date()
  .refine((date) => date >= '2000-01-01' && date <= '2100-12-31', 'Must be in the years 2000 to 2100')

/** By what the tickets of a report are grouped. */
export const ReportGroup = z
  .enum(['category', 'roleContext', 'assigneeId', 'teamId', 'tag'])
  .meta({ id: 'ReportGroup', description: 'By what the tickets of a report are grouped.' })
export type ReportGroup = z.infer<typeof ReportGroup>

const { category, roleContext, assigneeId, teamId, tags } = DeskTicketFilters.shape

const FIELDS = {
  from: ReportDate.meta({ description: 'The first day, in the time zone.', examples: ['2026-03-01'] }),
  to: ReportDate.meta({
    description: `The last day, which is included; at most ${MAX_REPORT_DAYS} days.`,
    examples: ['2026-03-31'],
  }),
  timeZone: TimeZone.meta({ description: 'The time zone in which days begin and end. Default: UTC.' }).optional(),
  interval: z
    .enum(['day', 'week', 'total'])
    .meta({
      description:
        'The days of one row: `day` (default), `week` (from Monday to Sunday; the first and the last one can be ' +
        'shorter), or `total` for the whole report.',
    })
    .optional(),
  groupBy: ReportGroup.meta({
    description: 'One row for each value. Without it, all tickets are one group.',
  }).optional(),
  category,
  roleContext,
  assigneeId,
  teamId,
  tags,
}

/**
 * What a report covers: days in a time zone, and the filters of the tickets. Category, role, agent, team and tags are
 * those that a ticket has now.
 */
export const ReportQuery = z.object(FIELDS).check(refuseWrongDays)
export type ReportQuery = z.infer<typeof ReportQuery>

/** A report as a CSV file. */
export const ReportFileQuery = z
  .object({ report: ReportName.meta({ description: 'The report.' }), ...FIELDS })
  .check(refuseWrongDays)
export type ReportFileQuery = z.infer<typeof ReportFileQuery>

function refuseWrongDays({ value: { from, to }, issues }: z.core.ParsePayload<{ from: string; to: string }>): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
  if (days >= 1 && days <= MAX_REPORT_DAYS) return
  const message = days < 1 ? 'Must not be before from' : `A report has at most ${MAX_REPORT_DAYS} days`
  issues.push({ code: 'custom', path: ['to'], input: to, message })
}

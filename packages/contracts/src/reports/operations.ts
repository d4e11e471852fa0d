import { FileContent } from '../attachments/files.ts'
import { operation } from '../trpc.ts'
import { ReportFileQuery, ReportQuery } from './report-query.ts'
import { SatisfactionReport, SlaReport, TimesReport, VolumeReport } from './report.ts'

const tags = ['Desk']
const collection = '/desk/reports'
const success = { status: 200, description: 'One row for each period and group.', isFleeting: true } as const
const errors = ['QUERY_TOO_EXPENSIVE'] as const

/** The procedures of `desk.reports.*`. */
export const reports = {
  volume: operation({
    openapi: {
      method: 'GET',
      path: `${collection}/volume`,
      tags,
      summary: 'Report how many tickets came and went',
      description:
        'Category, role, agent, team and tags are those that a ticket has now. `backlog` is that of the row before, plus ' +
        '`created` and `reopened`, minus `resolved`.',
    },
    success,
    errors,
  })
    .input(ReportQuery)
    .output(VolumeReport)
    .query(({ ctx, input }) => ctx.desk.reports.volume(input)),

  times: operation({
    openapi: {
      method: 'GET',
      path: `${collection}/times`,
      tags,
      summary: 'Report response and resolution times',
      description:
        'Each time counts on the day of the response or the resolution. Percentiles are times of real tickets; for those ' +
        'of the whole report, use `interval=total`.',
    },
    success,
    errors,
  })
    .input(ReportQuery)
    .output(TimesReport)
    .query(({ ctx, input }) => ctx.desk.reports.times(input)),

  satisfaction: operation({
    openapi: { method: 'GET', path: `${collection}/satisfaction`, tags, summary: 'Report the ratings of requesters' },
    success,
    errors,
  })
    .input(ReportQuery)
    .output(SatisfactionReport)
    .query(({ ctx, input }) => ctx.desk.reports.satisfaction(input)),

  sla: operation({
    openapi: {
      method: 'GET',
      path: `${collection}/sla`,
      tags,
      summary: 'Report how many service level targets were met',
      description:
        'A target counts on the day on which it was met, or was due and not met. Targets that are open and not yet due ' +
        'count nowhere, and neither do those that were not needed any more.',
    },
    success,
    errors,
  })
    .input(ReportQuery)
    .output(SlaReport)
    .query(({ ctx, input }) => ctx.desk.reports.sla(input)),
}

/** The operations of `desk.reports.*` with files. */
export const reportFiles = {
  csv: operation({
    kind: 'download',
    openapi: { method: 'GET', path: `${collection}/{report}.csv`, tags, summary: 'Download a report as CSV' },
    success: {
      status: 200,
      description: 'The rows of the report, below their names. UTF-8 with a byte order mark; RFC 4180.',
      mediaType: 'text/csv',
    },
    errors: [...errors, 'RANGE_NOT_SATISFIABLE'],
  })
    .input(ReportFileQuery)
    .output(FileContent)
    .query(({ ctx, input }) => ctx.desk.reports.csv(input)),
}

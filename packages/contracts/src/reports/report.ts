import { z } from 'zod'

const day = z.iso.date()
const count = z.int().min(0)
const seconds = z.int().min(0).nullable()

/** The fields that the rows of every report have. */
const ROW = {
  from: day.meta({ description: 'The first day of the row.' }),
  to: day.meta({ description: 'The last day of the row.' }),
  group: z
    .string()
    .nullable()
    .meta({
      description:
        'The value of `groupBy`: a category, a role, the id of an agent or a team, or the name of a tag. Null for ' +
        'tickets without one, and without `groupBy`.',
    }),
  groupName: z.string().nullable().meta({
    description: 'The name to show for the group: of an agent or a team, else the same as `group`. Null if unknown.',
  }),
}

/** How many tickets came and went. `backlog` is that of the row before, plus `created` and `reopened`, minus `resolved`. */
export const VolumeRow = z
  .object({
    ...ROW,
    created: count.meta({ description: 'Tickets that were created.' }),
    resolved: count.meta({ description: 'Tickets that were resolved, or closed without being resolved before.' }),
    reopened: count.meta({ description: 'Tickets that were opened again.' }),
    backlog: count.meta({ description: 'Tickets that were open or in progress at the end of the last day, or now.' }),
  })
  .meta({ id: 'VolumeRow' })
export type VolumeRow = z.infer<typeof VolumeRow>

/** How long requesters waited, in seconds since the creation of the ticket. */
export const TimesRow = z
  .object({
    ...ROW,
    responded: count.meta({ description: 'Tickets that got their first reply of staff.' }),
    firstResponseP50S: seconds.meta({ description: 'Half of the first replies came within this time. In seconds.' }),
    firstResponseP90S: seconds.meta({ description: '90 % of the first replies came within this time. In seconds.' }),
    resolved: count.meta({ description: 'Tickets that were resolved, as in the report of the volume.' }),
    resolutionP50S: seconds.meta({ description: 'Half of the tickets were resolved within this time. In seconds.' }),
    resolutionP90S: seconds.meta({ description: '90 % of the tickets were resolved within this time. In seconds.' }),
  })
  .meta({ id: 'TimesRow' })
export type TimesRow = z.infer<typeof TimesRow>

const score = (stars: number) => count.meta({ description: `Ratings with the score ${stars}.` })

/** What requesters think of how their tickets were resolved. */
export const SatisfactionRow = z
  .object({
    ...ROW,
    ratings: count.meta({ description: 'Resolutions that were first rated in these days.' }),
    average: z.number().min(1).max(5).nullable().meta({
      description: 'The average score, from 1 to 5, with two decimals; null without ratings.',
    }),
    score1: score(1),
    score2: score(2),
    score3: score(3),
    score4: score(4),
    score5: score(5),
  })
  .meta({ id: 'SatisfactionRow' })
export type SatisfactionRow = z.infer<typeof SatisfactionRow>

const met = (target: string) => count.meta({ description: `Targets for ${target} that were met in time.` })
const missed = (target: string) => count.meta({ description: `Targets for ${target} that were missed.` })

/** How many service level targets were met, and how many missed. */
export const SlaRow = z
  .object({
    ...ROW,
    firstResponseMet: met('the first response'),
    firstResponseMissed: missed('the first response'),
    nextResponseMet: met('the next response'),
    nextResponseMissed: missed('the next response'),
    resolutionMet: met('the resolution'),
    resolutionMissed: missed('the resolution'),
    met: count.meta({ description: 'Targets of all kinds that were met in time.' }),
    missed: count.meta({ description: 'Targets of all kinds that were missed.' }),
    metPercent: z.number().min(0).max(100).nullable().meta({
      description: '`met` of `met` and `missed`, in percent, with two decimals; null without targets.',
    }),
  })
  .meta({ id: 'SlaRow' })
export type SlaRow = z.infer<typeof SlaRow>

/** The report of the volume. */
export const VolumeReport = reportOf(VolumeRow).meta({ id: 'VolumeReport' })
export type VolumeReport = z.infer<typeof VolumeReport>

/** The report of response and resolution times. */
export const TimesReport = reportOf(TimesRow).meta({ id: 'TimesReport' })
export type TimesReport = z.infer<typeof TimesReport>

/** The report of satisfaction. */
export const SatisfactionReport = reportOf(SatisfactionRow).meta({ id: 'SatisfactionReport' })
export type SatisfactionReport = z.infer<typeof SatisfactionReport>

/** The report of service levels. */
export const SlaReport = reportOf(SlaRow).meta({ id: 'SlaReport' })
export type SlaReport = z.infer<typeof SlaReport>

function reportOf<Row extends z.ZodType>(row: Row) {
  return z.object({
    rows: z.array(row).meta({ description: 'By day and group, ascending; tickets without a group are last.' }),
  })
}

/** The rows of each report, by the name that it has in the address of its CSV file. */
export const REPORT_ROWS = { volume: VolumeRow, times: TimesRow, satisfaction: SatisfactionRow, sla: SlaRow } as const

/** The name of a report. */
export const ReportName = z
  .enum(Object.keys(REPORT_ROWS) as [keyof typeof REPORT_ROWS])
  .meta({ id: 'ReportName', description: 'The name of a report.' })
export type ReportName = z.infer<typeof ReportName>

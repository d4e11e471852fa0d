import { SupportError } from '../core/errors.ts'
import type { ServiceTarget } from '../desk/policy.ts'
import type { ReportPeriod } from './report-periods.ts'
import { MAX_REPORT_ROWS } from './report-query.ts'
import type { SatisfactionRow, SlaRow, TimesRow, VolumeRow } from './report.ts'

// The rows of reports from what was counted, without a database: the service and its fake share them.

/** A group of tickets. `key` is the value by which they were counted; null for tickets without one. */
export interface GroupOfReport {
  key: string | null
  group: string | null
  groupName: string | null
}

/** How many tickets of a group there were: in a period, or for `backlog` when the report begins. */
export interface VolumeCount {
  what: 'created' | 'resolved' | 'reopened' | 'backlog'
  /** The number of the period, from 1; 0 for `backlog`. */
  period: number
  key: string | null
  count: number
}

/** The times of a group in a period, in seconds: half and 90 % of them are at most this. */
export interface TimesOfPeriod {
  what: 'response' | 'resolution'
  /** The number of the period, from 1. */
  period: number
  key: string | null
  count: number
  p50S: number
  p90S: number
}

/** How often the tickets of a group got a score in a period. */
export interface ScoreCount {
  score: number
  /** The number of the period, from 1. */
  period: number
  key: string | null
  count: number
}

/** How many targets of a group were met or missed in a period. */
export interface TargetCount {
  target: ServiceTarget
  isMissed: boolean
  /** The number of the period, from 1. */
  period: number
  key: string | null
  count: number
}

/** The rows of the report of the volume. Throws INVALID_INPUT if it has too many. */
export function volumeRows(
  periods: readonly ReportPeriod[],
  groups: readonly GroupOfReport[],
  counts: readonly VolumeCount[],
): VolumeRow[] {
  const found = new Map<string, number>()
  for (const { what, period, key, count } of counts) add(found, idOf(what, period, key), count)
  const at = (what: VolumeCount['what'], period: number, key: string | null) => found.get(idOf(what, period, key)) ?? 0
  const backlogs = new Map(groups.map(({ key }) => [key, at('backlog', 0, key)]))
  return rowsOf(periods, groups, (period, key) => {
    const created = at('created', period, key)
    const resolved = at('resolved', period, key)
    const reopened = at('reopened', period, key)
    const backlog = backlogs.get(key)! + created + reopened - resolved
    backlogs.set(key, backlog)
    // One wrong row must not make the report fail.
    return { created, resolved, reopened, backlog: Math.max(backlog, 0) }
  })
}

/** The rows of the report of response and resolution times. Throws INVALID_INPUT if it has too many. */
export function timesRows(
  periods: readonly ReportPeriod[],
  groups: readonly GroupOfReport[],
  times: readonly TimesOfPeriod[],
): TimesRow[] {
  const found = new Map(times.map((each) => [idOf(each.what, each.period, each.key), each]))
  return rowsOf(periods, groups, (period, key) => {
    const response = found.get(idOf('response', period, key))
    const resolution = found.get(idOf('resolution', period, key))
    return {
      responded: response?.count ?? 0,
      firstResponseP50S: response?.p50S ?? null,
      firstResponseP90S: response?.p90S ?? null,
      resolved: resolution?.count ?? 0,
      resolutionP50S: resolution?.p50S ?? null,
      resolutionP90S: resolution?.p90S ?? null,
    }
  })
}

/** The rows of the report of satisfaction. Throws INVALID_INPUT if it has too many. */
export function satisfactionRows(
  periods: readonly ReportPeriod[],
  groups: readonly GroupOfReport[],
  counts: readonly ScoreCount[],
): SatisfactionRow[] {
  const found = new Map<string, number>()
  for (const { score, period, key, count } of counts) add(found, idOf(`${score}`, period, key), count)
  return rowsOf(periods, groups, (period, key) => {
    const [score1, score2, score3, score4, score5] = [1, 2, 3, 4, 5].map(
      (score) => found.get(idOf(`${score}`, period, key)) ?? 0,
    ) as [number, number, number, number, number]
    const ratings = score1 + score2 + score3 + score4 + score5
    const sum = score1 + 2 * score2 + 3 * score3 + 4 * score4 + 5 * score5
    const average = ratings === 0 ? null : Math.round((100 * sum) / ratings) / 100
    return { ratings, average, score1, score2, score3, score4, score5 }
  })
}

/** The rows of the report of service levels. Throws INVALID_INPUT if it has too many. */
export function slaRows(
  periods: readonly ReportPeriod[],
  groups: readonly GroupOfReport[],
  counts: readonly TargetCount[],
): SlaRow[] {
  const found = new Map<string, number>()
  for (const { target, isMissed, period, key, count } of counts)
    add(found, idOf(`${target} ${isMissed}`, period, key), count)
  return rowsOf(periods, groups, (period, key) => {
    const at = (target: ServiceTarget, isMissed: boolean) => found.get(idOf(`${target} ${isMissed}`, period, key)) ?? 0
    const ofTargets = {
      firstResponseMet: at('first_response', false),
      firstResponseMissed: at('first_response', true),
      nextResponseMet: at('next_response', false),
      nextResponseMissed: at('next_response', true),
      resolutionMet: at('resolution', false),
      resolutionMissed: at('resolution', true),
    }
    const met = ofTargets.firstResponseMet + ofTargets.nextResponseMet + ofTargets.resolutionMet
    const missed = ofTargets.firstResponseMissed + ofTargets.nextResponseMissed + ofTargets.resolutionMissed
    const metPercent = met + missed === 0 ? null : Math.round((10_000 * met) / (met + missed)) / 100
    return { ...ofTargets, met, missed, metPercent }
  })
}

function rowsOf<Values>(
  periods: readonly ReportPeriod[],
  groups: readonly GroupOfReport[],
  valuesOf: (period: number, key: string | null) => Values,
) {
  refuseMoreRows(periods.length * groups.length)
  const ordered = groups.toSorted(byGroup)
  return periods.flatMap(({ from, to }, index) =>
    ordered.map(({ key, group, groupName }) => Object.assign({ from, to, group, groupName }, valuesOf(index + 1, key))),
  )
}

/** Throws INVALID_INPUT if a report has more rows than it may have. */
export function refuseMoreRows(rows: number): void {
  if (rows <= MAX_REPORT_ROWS) return
  const sentence = `The report has more than ${MAX_REPORT_ROWS} rows; use weeks, fewer days, or a filter`
  throw new SupportError('INVALID_INPUT', `groupBy: ${sentence}`)
}

function add(found: Map<string, number>, id: string, count: number): void {
  found.set(id, (found.get(id) ?? 0) + count)
}

function idOf(what: string, period: number, key: string | null): string {
  return `${what} ${period} ${key === null ? 'none' : `of ${key}`}`
}

/** By name, then by value. The group of tickets without one is the last. */
function byGroup(a: GroupOfReport, b: GroupOfReport): number {
  if (a.group === null || b.group === null) return Number(a.group === null) - Number(b.group === null)
  return byCodeUnits(a.groupName ?? a.group, b.groupName ?? b.group) || byCodeUnits(a.group, b.group)
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

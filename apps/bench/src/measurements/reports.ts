import { p95, slowestFirst, type Times, timesOf, timesTable } from '../alone.ts'
import type { Measurement } from '../measurement.ts'
import { withDatabase } from '../postgres.ts'
import { fillReports } from '../report-dataset.ts'

const REPORTS = '/api/desk/reports'
const MOST_MS = 1_000

// 90 days up to the newest ticket of the dataset.
const DAYS = 'from=2026-08-03&to=2026-10-31&timeZone=America/Mexico_City'

const GROUPS = [
  '',
  '&groupBy=category',
  '&groupBy=roleContext',
  '&groupBy=assigneeId',
  '&groupBy=teamId',
  '&groupBy=tag',
]

const KINDS: [name: string, report: string, query: string][] = [
  ...GROUPS.map((group): [string, string, string] => [`volume by day${group}`, 'volume', `${DAYS}${group}`]),
  ...GROUPS.map((group): [string, string, string] => [`times by day${group}`, 'times', `${DAYS}${group}`]),
  ...GROUPS.map((group): [string, string, string] => [`sla by day${group}`, 'sla', `${DAYS}${group}`]),
  ['volume by week, of a category and a team', 'volume', `${DAYS}&interval=week&category=PAGOS_FACTURACION&teamId=3`],
  ['times in total, with a tag', 'times', `${DAYS}&interval=total&tags=tag-7`],
  ['volume by day and agent, as CSV', 'volume.csv', `${DAYS}&groupBy=assigneeId`],
]

/** Not of the target: it reads everything that was resolved since. */
const OLD: [string, string, string] = ['volume by day, two years before', 'volume', 'from=2024-08-03&to=2024-10-31']

/** Reports of 90 days, one request at a time. */
export const reports: Measurement = {
  name: 'reports-of-90-days',
  heading: 'Reports',
  async measure({ databaseUrl, tickets, lists, callers }, { requests }) {
    await withDatabase(databaseUrl, (db) => fillReports(db, tickets))
    const timesOfKind = ([name, report, query]: (typeof KINDS)[number]) =>
      timesOf(lists, name, () => query, requests, callers[0], `${REPORTS}/${report}`)
    const kinds: Times[] = []
    for (const kind of KINDS) kinds.push(await timesOfKind(kind))
    const slowest = slowestFirst(kinds)[0]!
    const measured = `${p95(slowest).toFixed(0)} ms (${slowest.name})`
    const goal = {
      work: this.name,
      toReach: `p95 ≤ ${MOST_MS} ms, one at a time`,
      measured,
      isMet: p95(slowest) <= MOST_MS,
    }
    return { goals: [goal], details: timesTable('report', [...slowestFirst(kinds), await timesOfKind(OLD)]) }
  },
}

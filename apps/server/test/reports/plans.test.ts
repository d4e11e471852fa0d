// Reports read the tickets that they count, not the whole table. A day has as large a part of these tickets as 90 days
// have of 1,000,000. The other tables have so many rows that Postgres would rather read the whole table.
import { type Actor, REPORT_ROWS, ReportGroup, type ReportQuery } from '@kinconecta/support-contracts'
import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillDatabase } from '../../../bench/src/dataset.ts'
import { fillReports } from '../../../bench/src/report-dataset.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { reportService } from '../../src/reports/reports.service.ts'
import { useService } from '../support/harness.ts'

const service = useService()
const TICKETS = 10_000
const DAY: ReportQuery = { from: '2026-10-31', to: '2026-10-31', timeZone: 'America/Mexico_City', interval: 'day' }
const ADMIN: Actor = { kind: 'admin', id: '1' }

let db: Kysely<Database>
let statement: CompiledQuery | undefined
beforeAll(async () => {
  const pool = new pg.Pool({ connectionString: service.databaseUrl, max: 1 })
  db = new Kysely({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => {
      statement ??= query
    },
  })
  await fillDatabase(db, TICKETS)
  await fillReports(db, TICKETS)
  await sql`insert into past_resolutions (ticket_id, resolved_at, reopened_at)
    select ticket_id, created_at, created_at + interval '1 hour' from support_tickets`.execute(db)
  await sql`insert into satisfaction_ratings (ticket_id, score, rated_at, changed_at, resolved_at)
    select ticket_id, 5, created_at, created_at, created_at from support_tickets`.execute(db)
  await sql`insert into sla_targets (ticket_id, target, policy_id, policy_version, calendar_id, calendar_version, minutes,
      started_at, due_at, met_at, ended_at)
    select ticket_id, 'next_response', 1, 1, 1, 1, 60, created_at, created_at, created_at, created_at
    from support_tickets cross join generate_series(1, 3)`.execute(db)
  for (const table of ['past_resolutions', 'satisfaction_ratings', 'sla_targets'])
    await sql`vacuum (analyze) ${sql.table(table)}`.execute(db)
  await sql`set max_parallel_workers_per_gather = 0`.execute(db)
}, 60_000)
afterAll(() => db.destroy())

describe('the statement of a report of a day', () => {
  const reports = Object.keys(REPORT_ROWS) as (keyof typeof REPORT_ROWS)[]
  const table = reports.flatMap((report) => ReportGroup.options.map((groupBy) => ({ report, groupBy })))

  it.each(table)('reads few tickets: $report by $groupBy', async ({ report, groupBy }) => {
    const reportsOf = reportService({ lists: db, actor: ADMIN, clock: () => '2026-11-01T12:00:00Z' })
    statement = undefined
    await reportsOf[report]({ ...DAY, groupBy })
    const { sql: text, parameters } = statement!
    const { rows } = await db.executeQuery<{ 'QUERY PLAN': string }>(
      CompiledQuery.raw(`explain ${text}`, [...parameters]),
    )
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/ on support_tickets/)
    expect(plan).not.toMatch(/Seq Scan on support_tickets|(Hash|Merge) Join/)
  })
})

import type pg from 'pg'
import type { Measurement } from '../measurement.ts'
import { withClient } from '../postgres.ts'
import { table } from '../report.ts'
import { median, spread } from '../statistics.ts'

const ROWS = 10_000
const MOST = 3
const FIELDS = 'user_id, role_context, full_name, email, subject, category, message, status, created_at, updated_at'
const TABLES = ['support_tickets', 'baseline.tickets'] as const

/** The time of Postgres for one insert including search, measured with 10,000 tickets in one statement, rolled back. */
export const insertTime: Measurement = {
  name: 'Postgres time of one insert',
  heading: 'Insert',
  measure({ databaseUrl }, { rounds }) {
    return withClient(databaseUrl, async (client) => {
      await client.query(`create temp table sample as select ${FIELDS} from baseline.tickets limit ${ROWS}`)
      const times: number[][] = TABLES.map(() => [])
      for (let round = 0; round < rounds; round++) {
        for (const [index, name] of TABLES.entries()) times[index]!.push(await microsecondsInto(client, name))
      }
      const [service, baseline] = times
      const ratios = service!.map((us, round) => us / baseline![round]!)
      const goal = { work: this.name, toReach: `≤ ${MOST} × baseline`, measured: spread(ratios, 2) }
      return {
        goals: [{ ...goal, isMet: median(ratios) <= MOST }],
        details: table(
          ['', 'µs per ticket'],
          [
            ['service', spread(service!)],
            ['baseline', spread(baseline!)],
          ],
        ),
      }
    })
  },
}

async function microsecondsInto(client: pg.Client, name: string): Promise<number> {
  await cleanPendingLists(client)
  await client.query('begin')
  const { rows } = await client.query<{ 'QUERY PLAN': [{ 'Execution Time': number }] }>(
    `explain (analyze, timing off, format json) insert into ${name} (${FIELDS}) select ${FIELDS} from sample`,
  )
  await client.query('rollback')
  return (rows[0]!['QUERY PLAN'][0]['Execution Time'] * 1000) / ROWS
}

/** A GIN index collects new entries in a pending list first. Each measured statement must start with an empty list. */
async function cleanPendingLists(client: pg.Client): Promise<void> {
  await client.query(`select gin_clean_pending_list(pg_class.oid) from pg_class join pg_am on pg_am.oid = relam
    where amname = 'gin' and relkind = 'i'`)
}

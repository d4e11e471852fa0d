import type pg from 'pg'
import type { Measurement } from '../measurement.ts'
import { withClient } from '../postgres.ts'
import { table } from '../report.ts'
import { median, spread } from '../statistics.ts'

const EVENTS = 10_000
const MOST_US = 25

const WRITE = `insert into event_outbox (type, occurred_at, ticket_id, user_id, actor_kind, actor_id, version, data)
  select 'ticket.updated', now(), n, n % 1000, 'member', '42', 2, '{"changedFields": ["status", "message"]}'
  from generate_series(1, ${EVENTS}) n`
const MOVE = `with taken as (delete from event_outbox returning *)
  insert into events (position, event_id, type, occurred_at, ticket_id, user_id, actor_kind, actor_id, version, data)
  select (select last_position from event_log) + row_number() over (order by event_id), event_id, type, occurred_at,
    ticket_id, user_id, actor_kind, actor_id, version, data
  from taken`

/** The time of Postgres for one event: writing 10,000 in one statement, and moving them into the log in another. */
export const eventCost: Measurement = {
  name: 'Postgres time of one event',
  heading: 'Events',
  measure({ databaseUrl }, { rounds }) {
    return withClient(databaseUrl, async (client) => {
      const written: number[] = []
      const moved: number[] = []
      for (let round = 0; round < rounds; round++) {
        await client.query('begin')
        await client.query('delete from event_outbox')
        written.push(await microsecondsOf(client, WRITE))
        moved.push(await microsecondsOf(client, MOVE))
        await client.query('rollback')
      }
      const goal = { work: this.name, toReach: `≤ ${MOST_US} µs in the change`, measured: `${spread(written, 1)} µs` }
      return {
        goals: [{ ...goal, isMet: median(written) <= MOST_US }],
        details: table(
          ['', 'µs per event'],
          [
            ['written with the change', spread(written, 1)],
            ['moved into the log', spread(moved, 1)],
          ],
        ),
      }
    })
  },
}

async function microsecondsOf(client: pg.Client, statement: string): Promise<number> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ 'Execution Time': number }] }>(
    `explain (analyze, timing off, format json) ${statement}`,
  )
  return (rows[0]!['QUERY PLAN'][0]['Execution Time'] * 1000) / EVENTS
}

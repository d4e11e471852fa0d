import { MAX_REPORT_ROWS, refuseMoreRows, type VolumeCount } from '@kinconecta/support-contracts'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import { isReported, periodOf, reportedTickets, type ReportScope, RESOLVED_AT, startOf } from './reported-tickets.ts'

const CREATED_AT = sql<string>`support_tickets.created_at`
const WAS_RESOLVED_AT = sql<string>`past_resolutions.resolved_at`
const REOPENED_AT = sql<string>`past_resolutions.reopened_at`
const IS_DONE = sql<SqlBool>`status in ('RESOLVED', 'CLOSED')`
const IS_OPEN = sql<SqlBool>`status in ('OPEN', 'IN_PROGRESS')`
const BACKLOG = sql<number>`0`

/**
 * Counts the tickets that were created, resolved and reopened in each period, and those that were open when the report
 * begins. That is counted from now back, so that a report of the last days does not read all tickets: those that are
 * open, and those that were resolved since, without those that were reopened since. Throws INVALID_INPUT if there are
 * too many groups.
 */
export async function countVolume(db: Kysely<Database>, scope: ReportScope): Promise<VolumeCount[]> {
  const start = startOf(scope)
  const wasCreated = sql<SqlBool>`${CREATED_AT} < ${start}::timestamptz`
  const tickets = reportedTickets(db, scope)
  const withPast = tickets.innerJoin('past_resolutions', 'past_resolutions.ticket_id', 'support_tickets.ticket_id')
  const count = (of: typeof tickets, what: VolumeCount['what'], period: RawBuilder<number>, sign = 1) =>
    db
      .selectFrom(of.select(period.as('period')).as('one'))
      .select((eb) => [
        sql<VolumeCount['what']>`${sql.lit(what)}::text`.as('what'),
        'one.period',
        'one.key',
        sql<number>`${sql.lit(sign)} * ${eb.fn.countAll()}`.as('count'),
      ])
      .groupBy(['one.period', 'one.key'])
  const countIn = (of: typeof tickets, what: VolumeCount['what'], at: RawBuilder<string>) =>
    count(of.where(isReported(at, scope)), what, periodOf(at, scope))
  const counts = await countIn(tickets, 'created', CREATED_AT)
    .unionAll(countIn(tickets.where(IS_DONE), 'resolved', RESOLVED_AT))
    .unionAll(countIn(withPast, 'resolved', WAS_RESOLVED_AT))
    .unionAll(countIn(withPast, 'reopened', REOPENED_AT))
    .unionAll(count(tickets.where(IS_OPEN).where(wasCreated), 'backlog', BACKLOG))
    .unionAll(count(tickets.where(IS_DONE).where(wasCreated).where(RESOLVED_AT, '>=', start), 'backlog', BACKLOG))
    .unionAll(
      count(withPast.where(WAS_RESOLVED_AT, '<', start).where(REOPENED_AT, '>=', start), 'backlog', BACKLOG, -1),
    )
    .limit(sql.lit(4 * MAX_REPORT_ROWS + 1))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .execute()
  refuseMoreRows(counts.length / 4)
  return counts
}

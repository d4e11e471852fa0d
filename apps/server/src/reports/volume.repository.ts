import { MAX_REPORT_ROWS, refuseMoreRows, type VolumeCount } from '@kinconecta/support-contracts'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import {
  isReported,
  KEY,
  pastResolutions,
  periodOf,
  reportedTickets,
  type ReportScope,
  RESOLVED_AT,
  startOf,
} from './reported-tickets.ts'

const CREATED_AT = sql<string>`support_tickets.created_at`
const WAS_RESOLVED_AT = sql<string>`past_resolutions.resolved_at`
const REOPENED_AT = sql<string>`past_resolutions.reopened_at`
const IS_DONE = sql<SqlBool>`status in ('RESOLVED', 'CLOSED')`
const IS_OPEN = sql<SqlBool>`status in ('OPEN', 'IN_PROGRESS')`
const BEFORE = sql<number>`0`

/**
 * Counts the tickets that were created, resolved and reopened in each period, and those that were open when the report
 * begins. That is counted from now back, so that a report of the last days does not read all tickets: those that are
 * open, and those that were resolved since, without those that were reopened since. Throws INVALID_INPUT if there are
 * too many groups.
 */
export async function countVolume(db: Kysely<Database>, scope: ReportScope): Promise<VolumeCount[]> {
  const start = startOf(scope)
  const tickets = reportedTickets(db, scope)
  const withPast = pastResolutions(db, scope)
  const isOld = sql<boolean>`${CREATED_AT} < ${start}::timestamptz`
  const isResolvedIn = isReported(RESOLVED_AT, scope)
  const count = (of: typeof tickets, what: 'done' | VolumeCount['what'], period: RawBuilder<number>) =>
    db
      .selectFrom(of.select([period.as('period'), isOld.as('isOld')]).as('one'))
      .select(['one.period', KEY.as('key'), 'one.isOld', sql<typeof what>`${sql.lit(what)}::text`.as('what')])
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .groupBy(['one.period', 'one.key', 'one.isOld'])
  const countIn = (of: typeof tickets, what: VolumeCount['what'], at: RawBuilder<string>) =>
    count(of.where(isReported(at, scope)), what, periodOf(at, scope))
  const done = tickets
    .where(IS_DONE)
    .where(RESOLVED_AT, '>=', start)
    .where(sql<SqlBool>`(${isOld} or ${isResolvedIn})`)
  const reopened = withPast.where(WAS_RESOLVED_AT, '<', start).where(REOPENED_AT, '>=', start)
  const counts = await countIn(tickets, 'created', CREATED_AT)
    .unionAll(count(done, 'done', sql`case when ${isResolvedIn} then ${periodOf(RESOLVED_AT, scope)} else 0 end`))
    .unionAll(countIn(withPast, 'resolved', WAS_RESOLVED_AT))
    .unionAll(countIn(withPast, 'reopened', REOPENED_AT))
    .unionAll(count(tickets.where(IS_OPEN).where(isOld), 'backlog', BEFORE))
    .unionAll(count(reopened, 'reopened', BEFORE))
    .limit(sql.lit(8 * MAX_REPORT_ROWS + 1)) // of a row: at most four counts, of old tickets and of new ones
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .execute()
  refuseMoreRows(counts.length / 8)
  return counts.flatMap(volumeCounts)
}

/** Old tickets that are done, and were resolved since the report begins, were open then. */
function volumeCounts({
  what,
  period,
  key,
  isOld,
  count,
}: Omit<VolumeCount, 'what'> & { what: 'done' | VolumeCount['what']; isOld: boolean }): VolumeCount[] {
  if (what === 'reopened' && period === 0) return [{ what: 'backlog', period, key, count: -count }]
  if (what !== 'done') return [{ what, period, key, count }]
  return [
    ...(period > 0 ? [{ what: 'resolved', period, key, count } as const] : []),
    ...(isOld ? [{ what: 'backlog', period: 0, key, count } as const] : []),
  ]
}

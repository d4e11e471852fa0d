import { MAX_REPORT_ROWS, refuseMoreRows, type TargetCount } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import { isReported, KEY, periodOf, reportedTicketOf, type ReportScope } from './reported-tickets.ts'

/** When a target was missed, else when it was met. The expression of an index. */
const DECIDED_AT = sql<string>`coalesce(sla_targets.breached_at, sla_targets.met_at)`
/** How many counts a row has at most: three targets, met and missed. */
const COUNTS = 6

/**
 * Counts the service level targets that were met and missed, by the period in which that was. Throws INVALID_INPUT if
 * there are too many groups.
 */
export async function countTargets(db: Kysely<Database>, scope: ReportScope): Promise<TargetCount[]> {
  // In the order of their tickets, because Postgres finds neighbors faster.
  const targets = db
    .selectFrom('sla_targets')
    .select(['ticket_id', 'target', periodOf(DECIDED_AT, scope).as('period')])
    .select(sql<boolean>`breached_at is not null`.as('isMissed'))
    .where(isReported(DECIDED_AT, scope))
    .orderBy('ticket_id')
  const decided = db
    .selectFrom(targets.as('targets'))
    .innerJoinLateral(reportedTicketOf(db, scope, 'targets'), (join) => join.onTrue())
    .select(['support_tickets.key', 'targets.target', 'targets.period', 'targets.isMissed'])
  const counts = await db
    .selectFrom(decided.as('one'))
    .select((eb) => ['one.target', 'one.isMissed', 'one.period', KEY.as('key'), eb.fn.countAll<number>().as('count')])
    .groupBy(['one.period', 'one.key', 'one.isMissed', 'one.target'])
    .limit(sql.lit(COUNTS * MAX_REPORT_ROWS + 1))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .execute()
  refuseMoreRows(counts.length / COUNTS)
  return counts
}

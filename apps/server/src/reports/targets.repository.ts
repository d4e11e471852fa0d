import { MAX_REPORT_ROWS, refuseMoreRows, type TargetCount } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import { isReported, KEY, periodOf, reportedTickets, type ReportScope } from './reported-tickets.ts'

/** When a target was missed, else when it was met. The expression of an index. */
const DECIDED_AT = sql<string>`coalesce(sla_targets.breached_at, sla_targets.met_at)`
/** How many counts a row has at most: three targets, met and missed. */
const COUNTS = 6

/**
 * Counts the service level targets that were met and missed, by the period in which that was. Throws INVALID_INPUT if
 * there are too many groups.
 */
export async function countTargets(db: Kysely<Database>, scope: ReportScope): Promise<TargetCount[]> {
  // Without the other columns of targets, whose names tickets have too.
  const targets = db
    .selectFrom('sla_targets')
    .select(['ticket_id as target_of', 'target', periodOf(DECIDED_AT, scope).as('period')])
    .select(sql<boolean>`breached_at is not null`.as('isMissed'))
    .where(isReported(DECIDED_AT, scope))
  const decided = reportedTickets(db, scope)
    .innerJoin(targets.as('targets'), 'target_of', 'support_tickets.ticket_id')
    .select(['targets.target', 'targets.isMissed', 'targets.period'])
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

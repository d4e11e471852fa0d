import { MAX_REPORT_ROWS, refuseMoreRows, type ScoreCount } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import { isReported, KEY, periodOf, reportedTicketOf, type ReportScope } from './reported-tickets.ts'

const RATED_AT = sql<string>`satisfaction_ratings.rated_at`
const SCORES = 5

/** Counts each score, by the period in which it was first given. Throws INVALID_INPUT if there are too many groups. */
export async function countScores(db: Kysely<Database>, scope: ReportScope): Promise<ScoreCount[]> {
  const rated = db
    .selectFrom('satisfaction_ratings')
    .innerJoinLateral(reportedTicketOf(db, scope, 'satisfaction_ratings'), (join) => join.onTrue())
    .select(['support_tickets.key', 'satisfaction_ratings.score', periodOf(RATED_AT, scope).as('period')])
    .where(isReported(RATED_AT, scope))
  const counts = await db
    .selectFrom(rated.as('one'))
    .select((eb) => ['one.score', 'one.period', KEY.as('key'), eb.fn.countAll<number>().as('count')])
    .groupBy(['one.score', 'one.period', 'one.key'])
    .limit(sql.lit(SCORES * MAX_REPORT_ROWS + 1))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .execute()
  refuseMoreRows(counts.length / SCORES)
  return counts
}

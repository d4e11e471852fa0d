import { MAX_REPORT_ROWS, refuseMoreRows, type ScoreCount } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import { isReported, periodOf, reportedTickets, type ReportScope } from './reported-tickets.ts'

const RATED_AT = sql<string>`satisfaction_ratings.rated_at`
const SCORES = 5

/** Counts each score, by the period in which it was first given. Throws INVALID_INPUT if there are too many groups. */
export async function countScores(db: Kysely<Database>, scope: ReportScope): Promise<ScoreCount[]> {
  const ratings = reportedTickets(db, scope)
    .innerJoin('satisfaction_ratings', 'satisfaction_ratings.ticket_id', 'support_tickets.ticket_id')
    .where(isReported(RATED_AT, scope))
    .select([periodOf(RATED_AT, scope).as('period'), 'satisfaction_ratings.score'])
  const counts = await db
    .selectFrom(ratings.as('one'))
    .select((eb) => ['one.score', 'one.period', 'one.key', eb.fn.countAll<number>().as('count')])
    .groupBy(['one.score', 'one.period', 'one.key'])
    .limit(sql.lit(SCORES * MAX_REPORT_ROWS + 1))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .execute()
  refuseMoreRows(counts.length / SCORES)
  return counts
}

import { MAX_REPORT_ROWS, refuseMoreRows, type TimesOfPeriod } from '@kinconecta/support-contracts'
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
} from './reported-tickets.ts'

const CREATED_AT = sql<string>`support_tickets.created_at`
const RESPONDED_AT = sql<string>`support_tickets.first_responded_at`
const WAS_RESOLVED_AT = sql<string>`past_resolutions.resolved_at`

/**
 * Lists the times from the creation of the tickets to their first reply, and to each of their resolutions, for each
 * period in which these took place. Throws INVALID_INPUT if there are too many groups.
 */
export async function listTimes(db: Kysely<Database>, scope: ReportScope): Promise<TimesOfPeriod[]> {
  const tickets = reportedTickets(db, scope)
  const timesAt = (of: typeof tickets, at: RawBuilder<string>) =>
    of.where(isReported(at, scope)).select([periodOf(at, scope).as('period'), secondsTo(at).as('seconds')])
  const responses = timesAt(tickets, RESPONDED_AT)
  const resolutions = timesAt(tickets.where(sql<SqlBool>`status in ('RESOLVED', 'CLOSED')`), RESOLVED_AT).unionAll(
    timesAt(pastResolutions(db, scope), WAS_RESOLVED_AT),
  )
  const summary = (of: typeof responses, what: TimesOfPeriod['what']) =>
    db
      .selectFrom(of.as('one'))
      .select((eb) => [
        sql<TimesOfPeriod['what']>`${sql.lit(what)}::text`.as('what'),
        'one.period',
        KEY.as('key'),
        eb.fn.countAll<number>().as('count'),
        sql<number[]>`percentile_disc(array[0.5, 0.9]) within group (order by one.seconds)`.as('percentiles'),
      ])
      .groupBy(['one.period', 'one.key'])
  const rows = await summary(responses, 'response')
    .unionAll(summary(resolutions, 'resolution'))
    .limit(sql.lit(2 * MAX_REPORT_ROWS + 1))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .execute()
  refuseMoreRows(rows.length / 2)
  return rows.map(({ what, period, key, count, percentiles: [p50S, p90S] }) => {
    return { what, period, key, count, p50S: p50S!, p90S: p90S! }
  })
}

/** Whole seconds from the creation of a ticket; 0 if a caller has set its creation to a later time. */
function secondsTo(at: RawBuilder<string>): RawBuilder<number> {
  return sql<number>`floor(date_part('epoch', greatest(${at}, ${CREATED_AT}) - ${CREATED_AT}))::bigint`
}

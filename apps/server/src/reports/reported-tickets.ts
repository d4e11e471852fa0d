import type { ReportGroup, ReportPeriod } from '@kinconecta/support-contracts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { isQueued, type QueueFilters } from '../desk/queue-filters.ts'
import type { Database } from '../platform/database/tables.ts'

/** What a report covers: which tickets, by what they are grouped, and the periods, which follow each other. */
export interface ReportScope {
  filters: QueueFilters
  groupBy: ReportGroup | undefined
  periods: [ReportPeriod, ...ReportPeriod[]]
}

/**
 * When a ticket was last resolved. One that was closed without being resolved counts as resolved then, and one that was
 * resolved before the service recorded when, with its last change. The expression of an index.
 */
export const RESOLVED_AT = sql<string>`greatest(
  coalesce(resolved_at, closed_at, support_tickets.updated_at), support_tickets.created_at)`

const MERGED_TAGS = sql`(select coalesce(array_agg(tag_id), '{}') from tags where merged_into is not null)`

// A deleted team is no team. Of a merged tag, the other tag counts. A ticket with several tags is in several groups: one
// row becomes several. The tags are read only for tickets that have a merged one.
const GROUPS: Record<ReportGroup, RawBuilder<unknown>> = {
  category: sql`category`,
  roleContext: sql`role_context`,
  assigneeId: sql`assignee_id`,
  teamId: sql`case when team_id in (select team_id from teams where deleted_at is null) then team_id end`,
  tag: sql`unnest(case when tag_ids = '{}' then array[null::bigint] when not tag_ids && ${MERGED_TAGS} then tag_ids
    else array(select distinct coalesce(merged_into, tag_id) from tags where tag_id = any (tag_ids)) end)`,
}

/** The key of a group, as text only after counting, because numbers are sorted in a fraction of the time. */
export const KEY = sql<string | null>`one.key::text`

/** The tickets of a report, with the key of the group of each as `key`. */
export function reportedTickets(db: Kysely<Database>, { filters, groupBy }: ReportScope) {
  return db
    .selectFrom('support_tickets')
    .select((groupBy ? GROUPS[groupBy] : sql`null::text`).as('key'))
    .where((eb) => isQueued(eb, filters))
}

/**
 * The ticket of each row of another table, if the report covers it, for a lateral join. `offset 0` keeps it apart from
 * the rest of the statement, so that each ticket is found by its id. Otherwise Postgres reads the whole table of tickets
 * as soon as it expects a row for 1 % of them, which takes longer even for a third of them.
 */
export function reportedTicketOf(
  db: Kysely<Database>,
  scope: ReportScope,
  table: 'past_resolutions' | 'targets' | 'satisfaction_ratings',
) {
  return reportedTickets(db, scope)
    .select('created_at')
    .where('support_tickets.ticket_id', '=', sql.ref<number>(`${table}.ticket_id`))
    .offset(sql.lit(0))
    .as('support_tickets')
}

/** The past resolutions of the tickets of a report, with the key of the group of each ticket as `key`. */
export function pastResolutions(db: Kysely<Database>, scope: ReportScope) {
  return db
    .selectFrom('past_resolutions')
    .innerJoinLateral(reportedTicketOf(db, scope, 'past_resolutions'), (join) => join.onTrue())
    .select('support_tickets.key')
}

/** The number of the period of a timestamp, from 1. */
export function periodOf(at: RawBuilder<string>, { periods }: ReportScope): RawBuilder<number> {
  const starts = periods.map(({ startMs }) => new Date(startMs).toISOString())
  return sql<number>`width_bucket(${at}, ${starts}::timestamptz[])`
}

/** Whether a timestamp is in one of the periods. */
export function isReported(at: RawBuilder<string>, { periods }: ReportScope): RawBuilder<boolean> {
  const end = new Date(periods.at(-1)!.endMs).toISOString()
  return sql<boolean>`(${at} >= ${startOf({ periods })}::timestamptz and ${at} < ${end}::timestamptz)`
}

/** When the report begins. */
export function startOf({ periods }: Pick<ReportScope, 'periods'>): string {
  return new Date(periods[0].startMs).toISOString()
}

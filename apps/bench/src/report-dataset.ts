// Adds what reports count to the newest tickets of the dataset: replies, resolutions, targets, and who had them.
import { type Kysely, sql } from 'kysely'
import { chance } from './dataset.ts'
import { AGENTS, TAGS, TEAMS } from './desk-dataset.ts'

/** More than 90 days of tickets. */
const TICKETS = 100_000

/** Nine of ten of the newest tickets were answered, those that are done were resolved, and a fifth of all were reopened. */
export async function fillReports<Tables>(db: Kysely<Tables>, tickets: number): Promise<void> {
  await insertNames(db)
  await sql`update support_tickets set
      assignee_id = case when ${chance(61, 10)} > 0 then (1 + ${chance(62, AGENTS)})::text end,
      team_id = case when ${chance(63, 10)} > 0 then 1 + ${chance(64, TEAMS)} end,
      tag_ids = case ${chance(65, 3)} when 0 then '{}' when 1 then array[1 + ${chance(66, TAGS)}]
        else array[1 + ${chance(66, TAGS)}, 1 + ${chance(67, TAGS)}] end,
      first_responded_at = case when ${chance(68, 10)} > 0
        then created_at + ${chance(69, 1_000_000)} * interval '0.1 second' end,
      resolved_at = case when status in ('RESOLVED', 'CLOSED')
        then created_at + interval '1 hour' + ${chance(70, 1_000_000)} * interval '1 second' end
    from (select ticket_id as n from support_tickets
      where ticket_id between ${tickets - TICKETS}::bigint and ${tickets}::bigint) as newest
    where ticket_id = n`.execute(db)
  await sql`insert into past_resolutions (ticket_id, resolved_at, reopened_at)
    select ticket_id, created_at + interval '20 minutes', created_at + interval '40 minutes' from support_tickets
    where ticket_id % 5 = 0`.execute(db)
  await insertTargets(db, tickets)
  await sql`vacuum (analyze) support_tickets`.execute(db)
  await sql`vacuum (analyze) sla_targets`.execute(db)
  await sql`vacuum (analyze) past_resolutions`.execute(db)
}

/** The targets that were met or missed: two of each ticket that is done, also of the old ones, which no report counts. */
async function insertTargets<Tables>(db: Kysely<Tables>, tickets: number): Promise<void> {
  await sql`insert into sla_calendars (created_at) values (now())`.execute(db)
  await sql`insert into sla_calendar_versions (calendar_id, version, name, time_zone, hours, holidays)
    values (1, 1, 'Office', 'UTC', '[]', '[]')`.execute(db)
  await sql`insert into sla_policies (created_at, deleted_at) values (now(), now())`.execute(db)
  await sql`insert into sla_policy_versions (policy_id, version, name, rank, calendar_id, targets)
    values (1, 1, 'All', 100, 1, '{}')`.execute(db)
  await sql`insert into sla_targets (ticket_id, target, policy_id, policy_version, calendar_id, calendar_version, minutes,
      started_at, due_at, met_at, breached_at, ended_at)
    select ticket_id, target, 1, 1, 1, 1, 600, created_at, created_at + interval '10 hours', done_at,
      case when done_at > created_at + interval '10 hours' then created_at + interval '10 hours' end, done_at
    from support_tickets cross join lateral (select case when ticket_id < ${tickets - TICKETS}::bigint
      then created_at + interval '9 hours' end as old_done_at) as old
    cross join lateral (values ('first_response', coalesce(old_done_at, first_responded_at)),
      ('resolution', coalesce(old_done_at, resolved_at))) as targets(target, done_at)
    where done_at is not null`.execute(db)
}

/** The names of agents, teams and tags, unless the desk has them already. */
async function insertNames<Tables>(db: Kysely<Tables>): Promise<void> {
  await sql`insert into agents (agent_id, role) select n, 'agent' from generate_series(1, ${sql.lit(AGENTS)}) n
    on conflict do nothing`.execute(db)
  await sql`insert into teams (name) select 'Team ' || n from generate_series(1, ${sql.lit(TEAMS)}) n
    on conflict do nothing`.execute(db)
  await sql`insert into tags (name) select 'tag-' || n from generate_series(1, ${sql.lit(TAGS)}) n
    on conflict do nothing`.execute(db)
}

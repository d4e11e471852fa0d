// Reports in plain SQL over the log of events and the messages, one period and one ticket at a time. Written apart from
// the reports, which read the rows of tickets.
import type { ReportQuery } from '@kinconecta/support-contracts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../../src/platform/database/tables.ts'

interface Row {
  from: string
  to: string
  group: string | null
}

const GROUPS = {
  category: sql`select category::text as name`,
  roleContext: sql`select role_context::text`,
  assigneeId: sql`select assignee_id`,
  teamId: sql`select team_id::text`,
  tag: sql`select distinct coalesce(other.name, tag.name) from tags as tag
    left join tags as other on other.tag_id = tag.merged_into where tag.tag_id = any(tag_ids)
    union all select null where tag_ids = '{}'`,
} as const

const isOneOf = (column: string, values: readonly string[] | undefined) =>
  values ? sql`${sql.ref(column)}::text = any(${values})` : sql`true`

/** Common table expressions: `periods`, `tickets` with their groups, `steps` between statuses, and `places` of rows. */
function parts({ timeZone = 'UTC', interval = 'day', groupBy, ...query }: ReportQuery, now: string) {
  const first = { day: sql`day`, week: sql`date_trunc('week', day)`, total: sql`${query.from}::date` }[interval]
  return sql`
    days as (select generate_series(${query.from}::date, ${query.to}::date, '1 day')::date as day),
    ranges as (select min(day) as first, max(day) as last from days group by ${first}),
    periods as (
      select first, last, first::timestamp at time zone ${timeZone} as since,
        (last + 1)::timestamp at time zone ${timeZone} as until
      from ranges where first::timestamp at time zone ${timeZone} <= ${now}::timestamptz
    ),
    tickets as (
      select ticket_id, created_at, grp.name as grp from support_tickets
      cross join lateral (${groupBy ? GROUPS[groupBy] : sql`select null::text as name`}) as grp(name)
      where ${isOneOf('category', query.category)} and ${isOneOf('role_context', query.roleContext)}
        and ${query.assigneeId === undefined ? sql`true` : query.assigneeId === 'none' ? sql`assignee_id is null` : sql`assignee_id = ${query.assigneeId}`}
        and ${query.teamId === undefined ? sql`true` : sql`team_id = ${query.teamId}`}
        and ${query.tags ? sql`exists (select from tags where tag_id = any(tag_ids) and name = any(${query.tags}))` : sql`true`}
    ),
    steps as (
      select ticket_id, position, greatest(occurred_at, created_at) as at, created_at, grp, status,
        coalesce(lag(status) over (partition by ticket_id, grp order by position), 'OPEN') as before
      from tickets join (
        select ticket_id, position, occurred_at, coalesce(data->>'to', data->>'status') as status from events
        where type in ('ticket.created', 'ticket.status_changed')
      ) as changes using (ticket_id)
    ),
    resolutions as (
      select * from steps where status in ('RESOLVED', 'CLOSED')
        and (before in ('OPEN', 'IN_PROGRESS') or (before = 'CLOSED' and status = 'RESOLVED'))
    ),
    reopenings as (
      select * from steps where before in ('RESOLVED', 'CLOSED') and
        (status in ('OPEN', 'IN_PROGRESS') or (before = 'CLOSED' and status = 'RESOLVED'))
    ),
    places as (select * from periods cross join (select distinct grp from tickets) as groups)`
}

const during = (table: string, at: string) =>
  sql`(select count(*) from ${sql.table(table)} as one where one.grp is not distinct from places.grp
    and one.${sql.ref(at)} >= since and one.${sql.ref(at)} < until)`

/** The volume of the periods and groups in which there is anything. */
export async function referenceVolume(db: Kysely<Database>, query: ReportQuery, now: string) {
  return rowsOf(
    db,
    sql`with ${parts(query, now)}
    select first::text as "from", last::text as "to", grp as "group",
      ${during('tickets', 'created_at')} as created, ${during('resolutions', 'at')} as resolved,
      ${during('reopenings', 'at')} as reopened,
      (select count(*) from tickets where tickets.grp is not distinct from places.grp and created_at < until
        and coalesce((select status from steps where steps.ticket_id = tickets.ticket_id and at < until
          order by position desc limit 1), 'OPEN') in ('OPEN', 'IN_PROGRESS')) as backlog
    from places order by first, grp collate "C" nulls last`,
  )
}

const nth = (part: string) => sql.raw(`(array_agg(s order by s))[ceil(${part} * count(*))]`)

const times = (source: RawBuilder<unknown>, name: string) => sql`
  cross join lateral (
    select count(*) as count, ${nth('0.5')} as p50, ${nth('0.9')} as p90 from (
      select greatest(floor(extract(epoch from at - one.created_at)), 0)::bigint as s from (${source}) as one
      where one.grp is not distinct from places.grp and at >= since and at < until
    ) as found
  ) as ${sql.ref(name)}`

/** The times of the periods and groups in which there is anything. */
export async function referenceTimes(db: Kysely<Database>, query: ReportQuery, now: string) {
  const replies = sql`select grp, tickets.created_at, first.at from tickets cross join lateral (
    select min(created_at) as at from messages
    where messages.ticket_id = tickets.ticket_id and kind = 'reply' and author_kind <> 'requester') as first`
  return rowsOf(
    db,
    sql`with ${parts(query, now)}
    select places.first::text as "from", last::text as "to", places.grp as "group",
      response.count as responded, response.p50 as "firstResponseP50S", response.p90 as "firstResponseP90S",
      resolution.count as resolved, resolution.p50 as "resolutionP50S", resolution.p90 as "resolutionP90S"
    from places ${times(replies, 'response')} ${times(sql`select grp, created_at, at from resolutions`, 'resolution')}
    order by places.first, places.grp collate "C" nulls last`,
  )
}

/** The ratings of the periods and groups in which there is anything. */
export async function referenceSatisfaction(db: Kysely<Database>, query: ReportQuery, now: string) {
  return rowsOf(
    db,
    sql`with ${parts(query, now)}
    select first::text as "from", last::text as "to", grp as "group", found.* from places cross join lateral (
      select count(*) as ratings, round(avg(score), 2)::float8 as average,
        count(*) filter (where score = 1) as score1, count(*) filter (where score = 2) as score2,
        count(*) filter (where score = 3) as score3, count(*) filter (where score = 4) as score4,
        count(*) filter (where score = 5) as score5
      from satisfaction_ratings join tickets using (ticket_id)
      where tickets.grp is not distinct from places.grp and rated_at >= since and rated_at < until
    ) as found order by first, grp collate "C" nulls last`,
  )
}

/**
 * The service levels of the periods and groups in which there is anything. What was missed comes from the log, what was
 * met from the targets that the log does not say were missed.
 */
export async function referenceSla(db: Kysely<Database>, query: ReportQuery, now: string) {
  const counts = (['first_response', 'next_response', 'resolution'] as const).flatMap((target) => {
    const name = target.replaceAll(/_./g, (part) => part[1]!.toUpperCase())
    const ofTarget = (isMissed: boolean) => sql`count(*) filter (where target = ${target} and is_missed = ${isMissed})`
    return [sql`${ofTarget(false)} as ${sql.ref(`${name}Met`)}`, sql`${ofTarget(true)} as ${sql.ref(`${name}Missed`)}`]
  })
  return rowsOf(
    db,
    sql`with ${parts(query, now)},
    breaches as (
      select ticket_id, data->>'target' as target, (data->>'dueAt')::timestamp at time zone 'UTC' as at
      from events where type = 'ticket.sla_breached'
    ),
    decisions as (
      select ticket_id, target, at, true as is_missed from breaches
      union all
      select ticket_id, target, met_at, false from sla_targets as done where met_at is not null and not exists (
        select from breaches where breaches.ticket_id = done.ticket_id and breaches.target = done.target
          and at = date_trunc('second', due_at))
    )
    select first::text as "from", last::text as "to", grp as "group", found.* from places cross join lateral (
      select ${sql.join(counts)}, count(*) filter (where not is_missed) as met,
        count(*) filter (where is_missed) as missed,
        round(100.0 * count(*) filter (where not is_missed) / nullif(count(*), 0), 2)::float8 as "metPercent"
      from decisions join tickets using (ticket_id)
      where tickets.grp is not distinct from places.grp and at >= since and at < until
    ) as found order by first, grp collate "C" nulls last`,
  )
}

async function rowsOf(db: Kysely<Database>, statement: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await statement.execute(db)
  return rows as Row[]
}

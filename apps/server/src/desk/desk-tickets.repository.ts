import type { DeskTicket, WorkflowFields, WorkflowTicket } from '@kinconecta/support-contracts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { dueColumns } from '../service-levels/due-columns.ts'
import { TICKET_COLUMNS } from '../tickets/tickets.repository.ts'

/** A ticket as staff see it, with its version for staff, the version that requesters see, and the ids of its tags. */
export type StoredDeskTicket = Omit<DeskTicket, 'allowedTransitions'> & {
  version: number
  publicVersion: number
  tagIds: number[]
}

/** When the last message was sent: the order of the queue. */
export const LAST_ACTIVITY = sql<string>`coalesce(last_message_at, support_tickets.created_at)`

// A deleted team is no team.
const TEAM_ID = sql<number | null>`(select team_id from teams
  where teams.team_id = support_tickets.team_id and deleted_at is null)`

const FOLLOWER_IDS = sql<string[]>`array(select agent_id::text from ticket_followers
  where ticket_followers.ticket_id = support_tickets.ticket_id order by agent_id collate "C")`

const TAG_IDS = currentTags<number[]>(sql`tags.tag_id`)
const TAGS = currentTags<string[]>(sql`tags.name::text`)

/** A column of the tags of a ticket, in their order. A tag that was merged stands for the other one. */
function currentTags<Values>(column: RawBuilder<unknown>): RawBuilder<Values> {
  return sql<Values>`case when tag_ids = '{}' then '{}' else array(
    select ${column} from unnest(support_tickets.tag_ids) with ordinality as own(id, place)
    join tags as given on given.tag_id = own.id
    join tags on tags.tag_id = coalesce(given.merged_into, given.tag_id)
    group by tags.tag_id order by min(place)) end`
}

/** The ticket that has the messages of a merged one, which is CLOSED. */
export const MERGED_INTO = sql<number | null>`case when status = 'CLOSED' then merge_target_id end`
const MERGED_AT = sql<string | null>`case when status = 'CLOSED' then merged_at end`

const SATISFACTION = sql<DeskTicket['satisfaction']>`case when satisfaction_score is not null then json_build_object(
  'score', satisfaction_score,
  'ratedAt', to_char(satisfaction_rated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')) end`

/** The columns of a ticket as staff see it. A snooze whose time has passed by `now` counts as ended. */
export function deskTicketColumns(now: string) {
  return [
    ...TICKET_COLUMNS.filter((column) => column !== 'version'),
    ...workflowColumnsAt(now),
    TAGS.as('tags'),
    'follow_up_of as followUpOf',
    'first_responded_at as firstRespondedAt',
    ...dueColumns(now),
    LAST_ACTIVITY.as('lastActivityAt'),
    SATISFACTION.as('satisfaction'),
  ] as const
}

/** The columns that the workflow changes, and the versions. */
function workflowColumnsAt(now: string) {
  const isSnoozed = sql<boolean>`(is_snoozed and (snoozed_until is null or snoozed_until > ${now}::timestamptz))`
  return [
    'version as publicVersion',
    'desk_version as version',
    'priority',
    'waiting_on as waitingOn',
    'assignee_id as assigneeId',
    TEAM_ID.as('teamId'),
    TAG_IDS.as('tagIds'),
    FOLLOWER_IDS.as('followerIds'),
    'resolution_code as resolutionCode',
    'duplicate_of as duplicateOf',
    MERGED_INTO.as('mergedInto'),
    MERGED_AT.as('mergedAt'),
    'follow_up_of as followUpOf',
    isSnoozed.as('isSnoozed'),
    sql<string | null>`case when snoozed_until > ${now}::timestamptz then snoozed_until end`.as('snoozedUntil'),
    'resolved_at as resolvedAt',
    'closed_at as closedAt',
  ] as const
}

/** Finds a ticket as staff see it. */
export async function findDeskTicket(
  db: Kysely<Database>,
  id: number,
  now: string,
): Promise<StoredDeskTicket | undefined> {
  return db.selectFrom('support_tickets').select(deskTicketColumns(now)).where('ticket_id', '=', id).executeTakeFirst()
}

/**
 * Locks a ticket until this transaction ends, and returns it as staff see it. It is read after the lock was granted,
 * because a statement that waits for a lock reads other tables as they were before.
 */
export async function lockDeskTicket(
  transaction: Kysely<Database>,
  id: number,
  now: string,
): Promise<StoredDeskTicket | undefined> {
  const locked = await transaction
    .selectFrom('support_tickets')
    .select('ticket_id')
    .where('ticket_id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return locked && findDeskTicket(transaction, id, now)
}

/** A ticket in the workflow, without its texts. */
export type LockedTicket = WorkflowTicket & Pick<StoredDeskTicket, 'version' | 'publicVersion' | 'userId'>

/** Locks tickets until this transaction ends, in the order of their ids, and returns those that exist by their ids. */
export async function lockDeskTickets(
  transaction: Kysely<Database>,
  ids: readonly number[],
  now: string,
): Promise<Map<number, LockedTicket>> {
  const isOneOf = sql<boolean>`ticket_id = any(${ids}::bigint[])`
  const tickets = transaction.selectFrom('support_tickets').where(isOneOf)
  await tickets.select('ticket_id').orderBy('ticket_id').forUpdate().execute()
  const rows = await tickets
    .select(['ticket_id as ticketId', 'user_id as userId', 'status', ...workflowColumnsAt(now)])
    .execute()
  return new Map(rows.map((row) => [row.ticketId, row]))
}

/** Locks a ticket against changes until this transaction ends. */
export async function lockOtherTicket(
  transaction: Kysely<Database>,
  id: number,
): Promise<Pick<DeskTicket, 'ticketId' | 'duplicateOf'> | undefined> {
  return transaction
    .selectFrom('support_tickets')
    .select(['ticket_id as ticketId', 'duplicate_of as duplicateOf'])
    .where('ticket_id', '=', id)
    .forShare()
    .executeTakeFirst()
}

/** Changes fields of a ticket. Its version for staff always changes, the other one only with the status. */
export async function updateDeskTicket(
  transaction: Kysely<Database>,
  { ticketId, followerIds }: Pick<StoredDeskTicket, 'ticketId' | 'followerIds'>,
  fields: Partial<WorkflowFields>,
  now: string,
): Promise<void> {
  await transaction
    .updateTable('support_tickets')
    .set((eb) => ({ ...workflowColumns(fields), desk_version: eb.ref('desk_version') })) // the trigger increments it
    .$if(fields.status !== undefined, (query) =>
      query.set((eb) => ({ status_changed_at: now, updated_at: now, version: eb('version', '+', 1) })),
    )
    .where('ticket_id', '=', ticketId)
    .execute()
  if (fields.followerIds) await replaceFollowers(transaction, ticketId, followerIds, fields.followerIds)
}

/** Kysely omits columns that are undefined. */
function workflowColumns(fields: Partial<WorkflowFields>) {
  return {
    status: fields.status,
    priority: fields.priority,
    waiting_on: fields.waitingOn,
    assignee_id: fields.assigneeId,
    team_id: fields.teamId,
    tag_ids: fields.tagIds && sql<number[]>`${fields.tagIds}::bigint[]`,
    resolution_code: fields.resolutionCode,
    duplicate_of: fields.duplicateOf,
    merge_target_id: fields.mergedInto,
    merged_at: fields.mergedAt,
    is_snoozed: fields.isSnoozed,
    snoozed_until: fields.snoozedUntil,
    resolved_at: fields.resolvedAt,
    closed_at: fields.closedAt,
  }
}

async function replaceFollowers(
  transaction: Kysely<Database>,
  ticketId: number,
  before: readonly string[],
  after: readonly string[],
): Promise<void> {
  const [added, removed] = [after.filter((id) => !before.includes(id)), before.filter((id) => !after.includes(id))]
  if (added.length > 0) {
    const rows = added.map((agentId) => ({ ticket_id: ticketId, agent_id: agentId }))
    await transaction.insertInto('ticket_followers').values(rows).execute()
  }
  if (removed.length > 0) {
    await transaction
      .deleteFrom('ticket_followers')
      .where('ticket_id', '=', ticketId)
      .where('agent_id', 'in', removed)
      .execute()
  }
}

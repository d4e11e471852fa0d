import { type DeskRating, MAX_LISTED_RATINGS, type RatedTicket } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { conditionsOf, type TicketScope } from '../platform/identity/ticket-scope.ts'

/** A ticket with what its ratings need. `resolvedAtUs` is exact; timestamps of rows have whole seconds. */
export type TicketToRate = RatedTicket & { userId: number | null; version: number; resolvedAtUs: number | null }

/** A rating of one resolution. */
export interface StoredRating {
  score: number
  comment: string | null
  ratedAt: string
}

const RESOLVED_AT_US = sql<number | null>`(extract(epoch from resolved_at) * 1000000)::bigint`

/** Finds a ticket in the scope. */
export async function findTicketToRate(
  db: Kysely<Database>,
  id: number,
  scope: TicketScope,
): Promise<TicketToRate | undefined> {
  return ticketToRate(db, id, scope).executeTakeFirst()
}

/** Locks a ticket in the scope until this transaction ends. */
export async function lockTicketToRate(
  transaction: Kysely<Database>,
  id: number,
  scope: TicketScope,
): Promise<TicketToRate | undefined> {
  return ticketToRate(transaction, id, scope).forNoKeyUpdate().executeTakeFirst()
}

function ticketToRate(db: Kysely<Database>, id: number, scope: TicketScope) {
  return db
    .selectFrom('support_tickets')
    .select(['ticket_id as ticketId', 'user_id as userId', 'version', 'status', 'resolution_code as resolutionCode'])
    .select([sql<boolean>`resolved_at is not null`.as('isResolved'), RESOLVED_AT_US.as('resolvedAtUs')])
    .where('ticket_id', '=', id)
    .where((eb) => eb.and(conditionsOf(eb, scope)))
}

/** Finds the rating of the current resolution of a ticket. */
export async function findRating(db: Kysely<Database>, ticketId: number): Promise<StoredRating | undefined> {
  return db
    .selectFrom('satisfaction_ratings')
    .innerJoin('support_tickets', (join) =>
      join
        .onRef('support_tickets.ticket_id', '=', 'satisfaction_ratings.ticket_id')
        .onRef('support_tickets.resolved_at', '=', 'satisfaction_ratings.resolved_at'),
    )
    .select(['score', 'comment', 'rated_at as ratedAt'])
    .where('satisfaction_ratings.ticket_id', '=', ticketId)
    .executeTakeFirst()
}

/** Stores the rating of the current resolution of a ticket, which must be locked, and shows it on the ticket. */
export async function upsertRating(
  transaction: Kysely<Database>,
  ticketId: number,
  { score, comment }: Pick<StoredRating, 'score' | 'comment'>,
  now: string,
): Promise<StoredRating> {
  const { rows } = await sql<StoredRating>`
    with rated as (
      insert into satisfaction_ratings
        (ticket_id, resolved_at, score, comment, rated_at, changed_at, agent_id, team_id)
      select ticket_id, resolved_at, ${score}::smallint, ${comment}::text, ${now}::timestamptz, ${now}::timestamptz,
        assignee_id, team_id
      from support_tickets where ticket_id = ${ticketId} and resolved_at is not null
      on conflict (ticket_id, resolved_at)
        do update set score = excluded.score, comment = excluded.comment, changed_at = excluded.changed_at
      returning ticket_id, score, comment, rated_at
    ), shown as (
      update support_tickets set satisfaction_score = rated.score, satisfaction_rated_at = rated.rated_at
      from rated where support_tickets.ticket_id = rated.ticket_id
    )
    select score, comment, rated_at as "ratedAt" from rated`.execute(transaction)
  return rows[0]!
}

/** Lists the ratings of a ticket, the newest first. */
export async function listRatings(db: Kysely<Database>, ticketId: number): Promise<DeskRating[]> {
  return db
    .selectFrom('satisfaction_ratings')
    .select(['rating_id as ratingId', 'score', 'comment', 'rated_at as ratedAt', 'changed_at as changedAt'])
    .select(['resolved_at as resolvedAt', 'agent_id as agentId', 'team_id as teamId'])
    .where('ticket_id', '=', ticketId)
    .orderBy('satisfaction_ratings.resolved_at', 'desc')
    .limit(MAX_LISTED_RATINGS)
    .execute()
}

/** The key with which tokens are signed. */
export async function findSigningKey(db: Kysely<Database>): Promise<Buffer> {
  const { link_key: key } = await db.selectFrom('installation').select('link_key').executeTakeFirstOrThrow()
  return key
}

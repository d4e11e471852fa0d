import { type Kysely, sql } from 'kysely'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'

/** A way through the log: the one that goes on with it, or a replay, which ends. */
export interface WalkRow {
  walkId: number
  position: number
  endPosition: number | null
  failedSince: string | null
}

/** A ticket whose delivery failed. Its events from `position` on wait until this one is delivered. */
export interface WaitingRow {
  ticketId: number
  position: number
  attempts: number
  nextAttemptMs: number
}

/** How far a webhook is. */
export interface Progress {
  position: number
  waitingTickets: number
  replays: number
}

export async function insertWalk(
  transaction: Kysely<Database>,
  webhookId: number,
  { position, endPosition, failedSince }: Omit<WalkRow, 'walkId'>,
): Promise<void> {
  await transaction
    .insertInto('webhook_walks')
    .values({ webhook_id: webhookId, position, end_position: endPosition, failed_since: failedSince })
    .execute()
}

/** Lists the walks of a webhook: the one that goes on first, then the replays. */
export async function listWalks(db: Kysely<Database>, webhookId: number): Promise<WalkRow[]> {
  return db
    .selectFrom('webhook_walks')
    .select([
      'walk_id as walkId',
      'position',
      'end_position as endPosition',
      sql<string | null>`failed_since::text`.as('failedSince'), // with its microseconds
    ])
    .where('webhook_id', '=', webhookId)
    .orderBy('walk_id')
    .execute()
}

export async function listWaiting(db: Kysely<Database>, walkId: number): Promise<WaitingRow[]> {
  return db
    .selectFrom('webhook_waiting_tickets')
    .select([
      'ticket_id as ticketId',
      'position',
      'attempts',
      sql<number>`(extract(epoch from next_attempt_at) * 1000)::float8`.as('nextAttemptMs'),
    ])
    .where('walk_id', '=', walkId)
    .execute()
}

export async function findProgress(db: Kysely<Database>, webhookId: number): Promise<Progress> {
  const walks = await listWalks(db, webhookId)
  const { count } = await db
    .selectFrom('webhook_waiting_tickets')
    .innerJoin('webhook_walks', 'webhook_walks.walk_id', 'webhook_waiting_tickets.walk_id')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('webhook_id', '=', webhookId)
    .executeTakeFirstOrThrow()
  return { position: walks[0]!.position, waitingTickets: count, replays: walks.length - 1 }
}

/** The first position of the log that may not have been delivered. */
export async function findFirstUndelivered(db: Kysely<Database>, webhookId: number): Promise<number> {
  const { position } = await db
    .selectFrom('webhook_walks')
    .leftJoin('webhook_waiting_tickets', 'webhook_waiting_tickets.walk_id', 'webhook_walks.walk_id')
    .select(sql<number>`min(least(webhook_walks.position + 1, webhook_waiting_tickets.position))`.as('position'))
    .where('webhook_id', '=', webhookId)
    .executeTakeFirstOrThrow()
  return position
}

/** Makes the next attempt of all waiting tickets due now. `isFirst`: as if it were the first attempt. */
export async function updateWaitingToNow(
  transaction: Kysely<Database>,
  webhookId: number,
  now: string,
  isFirst: boolean,
): Promise<void> {
  await transaction
    .updateTable('webhook_waiting_tickets')
    .set({ next_attempt_at: now, ...(isFirst && { attempts: 0 }) })
    .where('walk_id', 'in', (eb) =>
      eb.selectFrom('webhook_walks').select('walk_id').where('webhook_id', '=', webhookId),
    )
    .execute()
}

/** Deletes all walks and the waiting tickets, and starts again after `position`. */
export async function replaceWalks(transaction: Kysely<Database>, webhookId: number, position: number): Promise<void> {
  await transaction.deleteFrom('webhook_walks').where('webhook_id', '=', webhookId).execute()
  await insertWalk(transaction, webhookId, { position, endPosition: null, failedSince: null })
}

export async function updateWalk(transaction: Kysely<Database>, walkId: number, position: number): Promise<void> {
  await transaction.updateTable('webhook_walks').set({ position }).where('walk_id', '=', walkId).execute()
}

export async function deleteWalk(transaction: Kysely<Database>, walkId: number): Promise<void> {
  await transaction.deleteFrom('webhook_walks').where('walk_id', '=', walkId).execute()
}

/** Inserts waiting tickets, or replaces their rows. */
export async function storeWaiting(
  transaction: Kysely<Database>,
  walkId: number,
  rows: readonly WaitingRow[],
): Promise<void> {
  if (rows.length === 0) return
  await transaction
    .insertInto('webhook_waiting_tickets')
    .values(
      rows.map(({ ticketId, position, attempts, nextAttemptMs }) => ({
        walk_id: walkId,
        ticket_id: ticketId,
        position,
        attempts,
        next_attempt_at: new Date(nextAttemptMs).toISOString(),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['walk_id', 'ticket_id']).doUpdateSet((eb) => ({
        position: eb.ref('excluded.position'),
        attempts: eb.ref('excluded.attempts'),
        next_attempt_at: eb.ref('excluded.next_attempt_at'),
      })),
    )
    .modifyEnd(sql.raw(PLANNED_EACH_TIME)) // each number of rows is another statement
    .execute()
}

export async function deleteWaiting(
  transaction: Kysely<Database>,
  walkId: number,
  ticketIds: readonly number[],
): Promise<void> {
  if (ticketIds.length === 0) return
  await transaction
    .deleteFrom('webhook_waiting_tickets')
    .where('walk_id', '=', walkId)
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val([...ticketIds])))
    .execute()
}

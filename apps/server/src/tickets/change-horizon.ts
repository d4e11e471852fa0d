import { SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

// How far the clocks of callers, servers and the database may differ.
const CLOCK_ALLOWANCE = sql.lit('5 seconds')

/**
 * The oldest transaction that may have been unfinished at `since`: changes made in it or in a later one have to be
 * reported. The last change up to that time knows which transactions were running then (ADR 12).
 * Throws INVALID_INPUT for a time in the future, after which nothing can have been changed.
 */
export async function changeHorizon(db: Kysely<Database>, since: string): Promise<string> {
  const { rows } = await sql<{ isInFuture: boolean; horizon: string }>`
    select time > clock_timestamp() as "isInFuture", coalesce((
        select changed_horizon from support_tickets where changed_at <= time order by changed_at desc limit 1
      ), '0')::text as horizon
    from (select ${since}::timestamptz - interval ${CLOCK_ALLOWANCE} as time) as asked`.execute(db)
  const { isInFuture, horizon } = rows[0]!
  if (!isInFuture) return horizon
  throw new SupportError('INVALID_INPUT', 'updatedSince: Must not lie in the future, where nothing has changed yet')
}

/**
 * Makes a change of every ticket that was last changed by a transaction this Postgres server has not had: the database
 * was restored from elsewhere, where transactions are counted differently.
 */
export async function adoptRestoredTickets(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ isRestored: boolean }>`
    select coalesce(max(changed_in) >= pg_snapshot_xmax(pg_current_snapshot()), false) as "isRestored"
    from (select changed_in from support_tickets order by changed_in desc limit 1) as latest`.execute(db)
  if (!rows[0]!.isRestored) return
  await sql`update support_tickets set changed_in = default
    where changed_in >= pg_snapshot_xmax(pg_current_snapshot())`.execute(db)
}

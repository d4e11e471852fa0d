import { SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

// The clocks of callers, servers and the database may differ by this much.
const CLOCK_ALLOWANCE = sql.lit('5 seconds')

/**
 * Returns the id of the oldest transaction that may have been unfinished at `since`, a timestamp. Tickets that were
 * changed in this transaction or a later one must be listed. The id is read from the last ticket that was changed up to
 * that time, which stores the oldest transaction that was running then (ADR 12). Throws INVALID_INPUT if `since` is in
 * the future.
 */
export async function changeHorizon(db: Kysely<Database>, since: string): Promise<string> {
  const { rows } = await sql<{ isInFuture: boolean; horizon: string }>`
    select time > clock_timestamp() as "isInFuture", coalesce((
        select changed_horizon from support_tickets where changed_at <= time order by changed_at desc limit 1
      ), '0')::text as horizon
    from (select ${since}::timestamptz - interval ${CLOCK_ALLOWANCE} as time) as asked`.execute(db)
  const { isInFuture, horizon } = rows[0]!
  if (!isInFuture) return horizon
  throw new SupportError('INVALID_INPUT', 'updatedSince: Must not be in the future')
}

/**
 * Marks tickets as changed now if they were last changed by a transaction id that this Postgres server has not assigned
 * yet. Such ids come from a dump of another server.
 */
export async function adoptRestoredTickets(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ isRestored: boolean }>`
    select coalesce(max(changed_in) >= pg_snapshot_xmax(pg_current_snapshot()), false) as "isRestored"
    from (select changed_in from support_tickets order by changed_in desc limit 1) as latest`.execute(db)
  if (!rows[0]!.isRestored) return
  // The trigger that marks a change fires for this column.
  await sql`update support_tickets set updated_at = updated_at
    where changed_in >= pg_snapshot_xmax(pg_current_snapshot())`.execute(db)
}

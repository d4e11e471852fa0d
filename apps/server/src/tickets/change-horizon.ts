import { SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { blocksOf, TICKET_BLOCKS } from '../platform/paging/id-blocks.ts'

// How far the clocks of callers, servers and the database may differ.
const CLOCK_ALLOWANCE = sql.lit('5 seconds')

/**
 * The oldest transaction that may have been unfinished at `since`: what was changed in it or in a later one has to be
 * told. The last change up to that moment knows which transactions were running then (ADR 12).
 * Throws INVALID_INPUT for a moment to come, after which nothing can have been changed.
 */
export async function changeHorizon(db: Kysely<Database>, since: string): Promise<string> {
  const { rows } = await sql<{ isToCome: boolean; horizon: string }>`
    select moment > clock_timestamp() as "isToCome", coalesce((
        select changed_horizon from support_tickets where changed_at <= moment order by changed_at desc limit 1
      ), '0')::text as horizon
    from (select ${since}::timestamptz - interval ${CLOCK_ALLOWANCE} as moment) as asked`.execute(db)
  const { isToCome, horizon } = rows[0]!
  if (!isToCome) return horizon
  throw new SupportError('INVALID_INPUT', 'updatedSince: Must not lie in the future, where nothing has changed yet')
}

/**
 * Makes a change of every ticket whose last one is by a transaction that this server of Postgres has not had: the
 * database was restored from elsewhere, where they were counted differently. Costs a look into each block of ids.
 */
export async function adoptRestoredTickets(db: Kysely<Database>): Promise<void> {
  const blocks = blocksOf({ ...TICKET_BLOCKS, isDescending: true, conditions: sql`true` })
  const { rows } = await sql<{ isRestored: boolean }>`
    select coalesce(max(changed_in) >= pg_snapshot_xmax(pg_current_snapshot()), false) as "isRestored"
    from (${blocks}) as blocks cross join lateral (
      select changed_in from support_tickets where ticket_id >> 13 = block order by changed_in desc limit 1
    ) as latest`.execute(db)
  if (!rows[0]!.isRestored) return
  await sql`update support_tickets set changed_in = default
    where changed_in >= pg_snapshot_xmax(pg_current_snapshot())`.execute(db)
}

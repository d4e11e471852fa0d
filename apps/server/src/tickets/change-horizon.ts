import { SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/tables.ts'

// How far the clocks of callers, servers and the database may differ.
const CLOCK_ALLOWANCE = sql.lit('5 seconds')

/**
 * The oldest transaction that may have been unfinished at `since`: whatever was changed in it or in a later one has to
 * be told. The last change before that moment knows which transactions were running then (ADR 12).
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

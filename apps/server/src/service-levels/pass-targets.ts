import type { Kysely } from 'kysely'
import type { DueTask } from '../desk/due-work.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { followTime } from './follow-changes.ts'

const BATCH = 100

export const passDueTargets: DueTask = {
  name: 'passDueTargets',
  table: 'sla_targets',
  column: 'check_at',
  async run({ db, clock, changed }) {
    if ((await passTargets({ db, clock })) > 0) changed()
  },
}

/**
 * Records the warnings and breaches whose time has come, of at most 100 targets. Each is recorded once, in a transaction
 * with its mark, whatever servers do the same and whatever process ends when. Returns the number of targets; if that is
 * 100, there may be more.
 */
export async function passTargets({ db, clock }: { db: Kysely<Database>; clock: Clock }): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const due = await transaction
      .selectFrom('sla_targets')
      .innerJoin('support_tickets', 'support_tickets.ticket_id', 'sla_targets.ticket_id')
      .select('sla_targets.ticket_id as ticketId')
      .where('check_at', '<=', clock())
      .orderBy('check_at')
      .limit(BATCH)
      .forNoKeyUpdate()
      .skipLocked()
      .execute()
    await followTime(transaction, [...new Set(due.map(({ ticketId }) => ticketId))], clock())
    return due.length
  })
}

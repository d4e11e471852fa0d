import { UNSNOOZED } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { insertEvents } from '../events/event-outbox.repository.ts'
import type { Clock } from '../platform/clock.ts'
import { followChanges } from '../service-levels/follow-changes.ts'
import type { Database } from '../platform/database/tables.ts'
import type { DueTask } from './due-work.ts'
import { deskTicketColumns, updateDeskTicket } from './desk-tickets.repository.ts'

const BATCH = 100
const SYSTEM = { kind: 'system', id: null } as const
const BEFORE_EVERYTHING = '-infinity'

export const endDueSnoozes: DueTask = {
  name: 'endDueSnoozes',
  table: 'support_tickets',
  column: 'snoozed_until',
  async run({ db, clock, changed }) {
    if ((await endSnoozes({ db, clock })) > 0) changed()
  },
}

/**
 * Ends the snoozes whose time has come, at most 100, and records their events. Several servers may run it at the same
 * time. Returns how many it ended; if that is 100, there may be more.
 */
export async function endSnoozes({ db, clock }: { db: Kysely<Database>; clock: Clock }): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const due = await transaction
      .selectFrom('support_tickets')
      .select(deskTicketColumns(BEFORE_EVERYTHING))
      .where('snoozed_until', '<=', clock())
      .orderBy('snoozed_until')
      .limit(BATCH)
      .forUpdate()
      .skipLocked()
      .execute()
    for (const ticket of due) await updateDeskTicket(transaction, ticket, UNSNOOZED, clock())
    const changes = due.map(({ ticketId, publicVersion: version, userId: requesterId }) => {
      return { type: 'ticket.unsnoozed', ticketId, version, data: {}, requesterId } as const
    })
    await followChanges(transaction, changes, clock())
    if (changes.length > 0) await insertEvents(transaction, changes, SYSTEM, clock())
    return due.length
  })
}

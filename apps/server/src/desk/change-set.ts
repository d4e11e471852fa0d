import {
  type Actor,
  changedTagIds,
  ChangedTicket,
  snoozeChange,
  staffKindOf,
  type TagChange,
  type TagIdChange,
  type TicketChangeSet,
  transitionChange,
  updateChange,
  type WorkflowTicket,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { assignmentOf } from './assignment.ts'
import { refuseOtherTicket } from './refuse-other-ticket.ts'
import { findTagIds } from './tag-names.ts'
import { getTagIds } from './tags.repository.ts'

interface ChangeSetDependencies {
  /** A transaction that has locked the tickets. */
  db: Kysely<Database>
  actor: Actor
  clock: Clock
}

/** Computes what a ticket becomes. Rejects as the operation of the first change that is refused. */
export type MakeChanges = <Ticket extends WorkflowTicket & { publicVersion: number }>(
  ticket: Ticket,
) => Promise<ChangedTicket<Ticket>>

/**
 * Returns a function that makes the changes of a resolved set, for one ticket after the other in the same transaction.
 * The ticket itself is not written, so a refusal leaves nothing behind but new tags.
 */
export function changeMaker({ db, actor, clock }: ChangeSetDependencies, changes: TicketChangeSet): MakeChanges {
  const { transition, assign, priority, waitingOn, tags, snooze } = changes
  let ofNames: TagIdChange | undefined
  return async (ticket) => {
    const changed = new ChangedTicket(ticket)
    if (transition) {
      changed.make(transitionChange(changed.ticket, transition, staffKindOf(actor), clock()))
      await refuseOtherTicket(db, transition)
    }
    if (tags) ofNames ??= await tagIdChange(db, tags)
    const tagIds = ofNames && changedTagIds(changed.ticket.tagIds, ofNames)
    changed.make(updateChange(changed.ticket, { priority, waitingOn, tagIds }))
    if (snooze) changed.make(snoozeChange(changed.ticket, snooze.until, clock()))
    // At the end, because a team gives its next turn to a ticket that is not refused.
    if (assign) changed.make(await assignmentOf(db, changed.ticket, assign))
    return changed
  }
}

/** The ids of the tags with these names. Creates those to add that do not exist. */
async function tagIdChange(db: Kysely<Database>, { set, add, remove }: TagChange): Promise<TagIdChange> {
  return {
    set: set && (await getTagIds(db, set)),
    add: add ? await getTagIds(db, add) : [],
    remove: remove ? await findTagIds(db, remove) : [],
  }
}

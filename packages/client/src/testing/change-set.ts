import {
  changedTagIds,
  ChangedTicket,
  refuseDuplicateOf,
  snoozeChange,
  type TagChange,
  type TagIdChange,
  type Ticket,
  type TicketChangeSet,
  transitionChange,
  updateChange,
} from '@kinconecta/support-contracts'
import { ANYONE } from './caller.ts'
import { assignmentOf, inWireForm } from './desk.ts'
import { type StoredTicket, ticketViews } from './desk-ticket-view.ts'
import type { Contents } from './services.ts'
import type { Versioned } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

/** Makes the changes of a resolved set on a ticket, without writing it. Throws as the service does. */
export function makeChanges(
  contents: Contents,
  ticket: StoredTicket,
  { transition, assign, priority, waitingOn, tags, snooze }: TicketChangeSet,
  now: () => string,
  isTried = false,
): ChangedTicket<StoredTicket> {
  const changed = new ChangedTicket(ticket)
  if (transition) {
    changed.make(transitionChange(changed.ticket, transition, ANYONE.kind, wireTimestamp(now())))
    if (transition.name === 'close_as_duplicate')
      refuseDuplicateOf(ticketViews(contents, now).read(contents.tickets.get(transition.duplicateOf)))
  }
  const tagIds = tags && changedTagIds(changed.ticket.tagIds, tagIdChange(contents, tags))
  changed.make(updateChange(changed.ticket, { priority, waitingOn, tagIds }))
  if (snooze) changed.make(snoozeChange(changed.ticket, snooze.until, now()))
  if (assign) changed.make(assignmentOf(contents, changed.ticket, assign, isTried))
  return changed
}

function tagIdChange({ people }: Contents, { set, add = [], remove = [] }: TagChange): TagIdChange {
  const idsOf = (names: readonly string[]) => people.tagIdsOf(names)
  const known = remove.flatMap((name) => people.findTagId(name) ?? [])
  return { set: set && idsOf(set), add: idsOf(add), remove: known }
}

/** Writes what was made of a ticket. */
export function writeChanges(
  { tickets, desk, log }: Contents,
  ticket: Versioned<Ticket>,
  { fields, events }: ChangedTicket<StoredTicket>,
  now: () => string,
): void {
  if (Object.keys(fields).length === 0) return
  const { status, ...others } = fields
  const { ticketId } = ticket
  const updated = status ? tickets.update(ticketId, undefined, { status, updatedAt: wireTimestamp(now()) }) : ticket
  desk.change(updated, inWireForm(others))
  for (const event of events) log.record(event)
}

import {
  allowedTransitions,
  type DeskTicket,
  isStillSnoozed,
  type Ticket,
  UNSNOOZED,
} from '@kinconecta/support-contracts'
import { ANYONE } from './caller.ts'
import type { DeskState } from './desk-state.ts'
import type { Contents } from './services.ts'
import type { Versioned } from './store.ts'

/** A ticket with what the desk knows about it, and the version that requesters see. */
export type StoredTicket = Ticket & DeskState & { publicVersion: number }

/** Returns functions that read a ticket for the rules of the desk, and as staff see it. */
export function ticketViews({ desk, people }: Contents, now: () => string) {
  const read = (ticket: Versioned<Ticket>): StoredTicket => {
    const state = desk.get(ticket)
    return {
      ...ticket,
      ...state,
      publicVersion: ticket.version,
      teamId: people.hasTeam(state.teamId) ? state.teamId : null,
      tagIds: people.currentTagIds(state.tagIds),
      ...(!isStillSnoozed(state, now()) && UNSNOOZED),
    }
  }
  const view = (ticket: Versioned<Ticket>): Versioned<DeskTicket> => {
    const stored = read(ticket)
    const tags = people.tagNamesOf(stored.tagIds)
    return { ...stored, tags, allowedTransitions: allowedTransitions(stored.status, ANYONE.kind) }
  }
  return { read, view }
}

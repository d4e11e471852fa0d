import { type Actor, allowedTransitions, type DeskTicket, staffKindOf } from '@kinconecta/support-contracts'
import type { StoredDeskTicket } from './desk-tickets.repository.ts'

/** Returns a function that adds what depends on the caller to a ticket. */
export function viewFor(actor: Actor): <Ticket extends StoredDeskTicket>(ticket: Ticket) => Ticket & DeskTicket {
  const kind = staffKindOf(actor)
  return (ticket) => ({ ...ticket, allowedTransitions: allowedTransitions(ticket.status, kind) })
}

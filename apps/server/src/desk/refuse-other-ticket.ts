import { refuseDuplicateOf, type TicketTransition } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import { lockOtherTicket } from './desk-tickets.repository.ts'

/** Throws TICKET_NOT_FOUND or STATUS_CONFLICT if a ticket cannot be closed as a duplicate of the other one. */
export async function refuseOtherTicket(transaction: Kysely<Database>, transition: TicketTransition): Promise<void> {
  if (transition.name !== 'close_as_duplicate') return
  const other = await lockOtherTicket(transaction, transition.duplicateOf)
  if (!other) throw ticketNotFound(transition.duplicateOf)
  refuseDuplicateOf(other)
}

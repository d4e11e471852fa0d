import type { Ref } from '../core/ids.ts'
import type { Page } from '../core/pages.ts'
import type { DeskTicketQuery } from './desk-ticket-query.ts'
import type { DeskTicket } from './desk-ticket.ts'

/** Implemented by the server. Every method rejects with a SupportError that the operation declares. */
export interface DeskTicketService {
  list(query: DeskTicketQuery): Promise<Page<DeskTicket>>
  get(ref: Ref): Promise<DeskTicket>
}

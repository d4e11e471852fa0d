import type { Ref } from '../core/ids.ts'
import type { DeskTicket } from './desk-ticket.ts'
import type { QueueService } from './queue-services.ts'

/** Implemented by the server. Every method rejects with a SupportError that the operation declares. */
export interface DeskTicketService extends QueueService {
  get(ref: Ref): Promise<DeskTicket>
}

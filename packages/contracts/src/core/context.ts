import type { Actor } from '../access/actor.ts'
import type { AttachmentService } from '../attachments/attachments.ts'
import type { TicketService } from '../tickets/tickets.ts'

/** What a procedure gets from the server for one request: who asks, and one service per resource. */
export interface Context {
  requestId: string
  actor: Actor
  tickets: TicketService
  attachments: AttachmentService
}

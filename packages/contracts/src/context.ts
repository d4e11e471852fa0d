import type { Actor } from './access/actor.ts'
import type { AttachmentFileService, AttachmentService } from './attachments/services.ts'
import type { EventService } from './events/services.ts'
import type { TicketFileService, TicketService } from './tickets/services.ts'

/** What a procedure gets from the server for one call: the caller, and one service per resource. */
export interface Context {
  requestId: string
  actor: Actor
  /** Runs around every operation, over every transport: the place for tracing and metrics. */
  observe?: Observe | undefined
  tickets: TicketService & TicketFileService
  attachments: AttachmentService & AttachmentFileService
  events: EventService
}

/** Must call `next` once and return its result. */
export type Observe = <Result>(operation: ObservedOperation, next: () => Promise<Result>) => Promise<Result>

/** The operation that is observed, and by whom it is called. */
export interface ObservedOperation {
  /** The name, like `tickets.get`. */
  path: string
  type: string
  requestId: string
  actor: Actor
}

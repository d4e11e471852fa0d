import type { Page } from '../core/pages.ts'
import type { EventQuery, EventStreamQuery } from './event-query.ts'
import type { StreamTicket } from './stream-ticket.ts'
import type { SupportEvent } from './event.ts'

/** Implemented by the server. Every method rejects with a SupportError that the operation declares. */
export interface EventService {
  list(query: EventQuery): Promise<Page<SupportEvent>>
  /** Resolves when the stream may begin. It ends when `signal` aborts, and when the server ends it. */
  stream(query: EventStreamQuery, signal: AbortSignal | undefined): Promise<AsyncIterable<SupportEvent>>
  createStreamTicket(input: Record<string, never>): Promise<StreamTicket>
}

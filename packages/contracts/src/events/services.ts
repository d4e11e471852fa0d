import type { Page } from '../core/pages.ts'
import type { PresenceChange } from '../desk/presence.ts'
import type { EventQuery, EventStreamQuery } from './event-query.ts'
import type { StreamTicket } from './stream-ticket.ts'
import type { SupportEvent } from './event.ts'

/** What a stream of events has: events, and changes of presence if they are asked for. */
export type StreamItem = SupportEvent | PresenceChange

/** Implemented by the server. Every method rejects with a SupportError that the operation declares. */
export interface EventService {
  list(query: EventQuery): Promise<Page<SupportEvent>>
  /** Resolves when the stream may begin. It ends when `signal` aborts, and when the server ends it. */
  stream(query: EventStreamQuery, signal: AbortSignal | undefined): Promise<AsyncIterable<StreamItem>>
  createStreamTicket(input: Record<string, never>): Promise<StreamTicket>
}

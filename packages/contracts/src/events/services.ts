import type { Page } from '../core/pages.ts'
import type { EventQuery } from './event-query.ts'
import type { SupportEvent } from './event.ts'

/** Implemented by the server. Every method rejects with a SupportError that the operation declares. */
export interface EventService {
  list(query: EventQuery): Promise<Page<SupportEvent>>
}

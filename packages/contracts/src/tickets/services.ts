import type { Ref, VersionedRef } from '../core/ids.ts'
import type { Page } from '../core/pages.ts'
import type { SupportEvent } from '../events/event.ts'
import type { TicketQuery } from './ticket-query.ts'
import type { TicketToken } from './ticket-token.ts'
import type { Ticket, TicketCreate, TicketUpdate } from './ticket.ts'
import type { TimelineQuery } from './timeline-query.ts'

/** Implemented by the server. Methods reject with a SupportError whose code the operation declares. */
export interface TicketService {
  create(input: TicketCreate): Promise<Ticket>
  get(ref: Ref): Promise<Ticket>
  list(query: TicketQuery): Promise<Page<Ticket>>
  /** The events that the requester may see, whoever calls. */
  timeline(query: TimelineQuery): Promise<Page<SupportEvent>>
  update(input: TicketUpdate): Promise<Ticket>
  /** Resolves to null, because JSON has no undefined. */
  delete(ref: VersionedRef): Promise<null>
  /** Replaces the token with which a guest reaches the ticket. */
  rotateToken(ref: Ref): Promise<TicketToken>
}

/** The operations with files. The files are not part of the input. */
export interface TicketFileService {
  createWithFiles(input: TicketCreate): Promise<Ticket>
}

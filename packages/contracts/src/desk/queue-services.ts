import type { Ref, VersionedRef } from '../core/ids.ts'
import type { Page } from '../core/pages.ts'
import type { SupportEvent } from '../events/event.ts'
import type { TimelineQuery } from '../tickets/timeline-query.ts'
import type { DeskTicketQuery } from './desk-ticket-query.ts'
import type { DeskTicket } from './desk-ticket.ts'
import type { PresenceBeat, PresenceQuery, Presences, TicketPresence } from './presence.ts'
import type { TicketRead } from './ticket-read.ts'
import type { DeskView, DeskViewCreate, DeskViewQuery, DeskViewUpdate, ViewCountQuery, ViewCounts } from './view.ts'

/** The operations of `desk.tickets` with which agents find their work. */
export interface QueueService {
  list(query: DeskTicketQuery): Promise<Page<DeskTicket>>
  timeline(query: TimelineQuery): Promise<Page<SupportEvent>>
  markRead(ref: Ref): Promise<TicketRead>
}

/** The operations of `desk.views`. */
export interface ViewService {
  list(query: DeskViewQuery): Promise<Page<DeskView>>
  get(ref: Ref): Promise<DeskView>
  create(input: DeskViewCreate): Promise<DeskView>
  update(input: DeskViewUpdate): Promise<DeskView>
  delete(ref: VersionedRef): Promise<null>
  counts(query: ViewCountQuery): Promise<ViewCounts>
}

/** The operations of `desk.presence`. */
export interface PresenceService {
  beat(input: PresenceBeat): Promise<TicketPresence>
  list(query: PresenceQuery): Promise<Presences>
}

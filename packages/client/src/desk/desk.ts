import type { SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { PresenceStream } from '../event-stream.ts'
import { DeskPresence } from './desk-presence.ts'
import { DeskTickets } from './desk-tickets.ts'
import { DeskViews } from './desk-views.ts'

/** The resources of the desk: what only staff and API keys of the desk can reach. */
export class Desk {
  /** The tickets as staff see them. */
  readonly tickets: DeskTickets
  /** The saved queries of agents. */
  readonly views: DeskViews
  /** Who looks at a ticket or writes on it now. */
  readonly presence: DeskPresence

  constructor(trpc: TRPCClient<SupportRouter>['desk'], presences: PresenceStream) {
    this.tickets = new DeskTickets(trpc.tickets)
    this.views = new DeskViews(trpc.views)
    this.presence = new DeskPresence(trpc.presence, presences)
  }
}

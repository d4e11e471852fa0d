import type { SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import { DeskTickets } from './desk-tickets.ts'

/** The resources of the desk: what only staff and API keys of the desk can reach. */
export class Desk {
  /** The tickets as staff see them. */
  readonly tickets: DeskTickets

  constructor(trpc: TRPCClient<SupportRouter>['desk']) {
    this.tickets = new DeskTickets(trpc.tickets)
  }
}

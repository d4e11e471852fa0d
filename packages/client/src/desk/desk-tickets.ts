import type { DeskTicket, Ref, SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call } from '../caller.ts'
import type { CallOptions } from '../options.ts'

/** The tickets as staff see them. Their versions are not those of `support.tickets`. */
export class DeskTickets {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['tickets']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['tickets']) {
    this.#trpc = trpc
  }

  /**
   * Returns the ticket with this id, with what only staff may see.
   *
   * Rejects with `TICKET_NOT_FOUND`.
   * @example
   * const { priority, assigneeId } = await support.desk.tickets.get({ id: 1523 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<DeskTicket, 'desk.tickets.get'> {
    return call('desk.tickets.get', options, (to) => this.#trpc.get.query(ref, to))
  }
}

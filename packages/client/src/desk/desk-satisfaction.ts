import type { RatingToken, Ref, SupportRouter, TicketRatings } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call } from '../caller.ts'
import type { CallOptions, ChangeOptions } from '../options.ts'

/** The ratings of requesters. */
export class DeskSatisfaction {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['satisfaction']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['satisfaction']) {
    this.#trpc = trpc
  }

  /**
   * Returns the ratings of a ticket with their comments: one for each resolution that was rated, the newest first, at
   * most 50.
   *
   * Rejects with `TICKET_NOT_FOUND`.
   * @example
   * const { ratings } = await support.desk.satisfaction.get({ id: 1523 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<TicketRatings, 'desk.satisfaction.get'> {
    return call('desk.satisfaction.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Makes a token with which the current resolution can be rated for 30 days, without an account. Put it behind the `#`
   * of a link to a page of yours.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `STATUS_CONFLICT` if the ticket is not resolved.
   * @example
   * const { token } = await support.desk.satisfaction.createToken({ id: 1523 })
   * const link = `https://www.kinconecta.com/rate#${token}`
   */
  createToken(ref: Ref, options?: ChangeOptions): SupportCall<RatingToken, 'desk.satisfaction.createToken'> {
    return call('desk.satisfaction.createToken', options, (to) => this.#trpc.createToken.mutate(ref, to))
  }
}

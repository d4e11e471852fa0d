import type { Rating, RatingInput, SupportRouter, TokenRatingInput } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from './call.ts'
import { call } from './caller.ts'
import type { ChangeOptions } from './options.ts'

/** What requesters think of how their tickets were resolved. */
export class Satisfaction {
  readonly #trpc: TRPCClient<SupportRouter>['satisfaction']

  constructor(trpc: TRPCClient<SupportRouter>['satisfaction']) {
    this.#trpc = trpc
  }

  /**
   * Rates the resolution of a ticket of the caller, with a score of 1 to 5 and a comment. Another call replaces the
   * rating, for 7 days. A ticket that is reopened and resolved again is rated again.
   *
   * Rejects with `TICKET_NOT_FOUND`, with `STATUS_CONFLICT` if the ticket is not resolved, or with `RATING_NOT_EDITABLE`
   * after 7 days.
   * @example
   * await support.satisfaction.rate({ id: 1523, score: 5, comment: 'Quick and friendly.' })
   */
  rate(input: RatingInput, options?: ChangeOptions): SupportCall<Rating, 'satisfaction.rate'> {
    return call('satisfaction.rate', options, (to) => this.#trpc.rate.mutate(input, to))
  }

  /**
   * Rates a resolution with a token of {@link DeskSatisfaction.createToken}, without an account.
   *
   * Rejects with `LINK_INVALID` if the token is not valid or has expired, or if the ticket was opened again, and with
   * `RATING_NOT_EDITABLE` if it was rated more than 7 days ago.
   * @example
   * await support.satisfaction.rateByToken({ token: location.hash.slice(1), score: 5 })
   */
  rateByToken(input: TokenRatingInput, options?: ChangeOptions): SupportCall<Rating, 'satisfaction.rateByToken'> {
    return call('satisfaction.rateByToken', options, (to) => this.#trpc.rateByToken.mutate(input, to))
  }
}

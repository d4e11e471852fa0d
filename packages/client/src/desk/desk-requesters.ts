import type { Requester, RequesterQuery, SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call } from '../caller.ts'
import type { CallOptions } from '../options.ts'

/** The people who write tickets. */
export class DeskRequesters {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['requesters']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['requesters']) {
    this.#trpc = trpc
  }

  /**
   * Returns the newest 20 tickets of one person, the number of tickets by status and the last contact. The person is
   * named by user id or by e-mail address, not by both.
   *
   * Rejects with `QUERY_TOO_EXPENSIVE` if the person has too many tickets to count.
   * @example
   * const { tickets, counts } = await support.desk.requesters.get({ email: 'maria.gonzalez@example.com' })
   */
  get(query: RequesterQuery, options?: CallOptions): SupportCall<Requester, 'desk.requesters.get'> {
    return call('desk.requesters.get', options, (to) => this.#trpc.get.query(query, to))
  }
}

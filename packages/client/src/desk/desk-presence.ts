import type {
  PresenceBeat,
  PresenceQuery,
  Presences,
  SupportRouter,
  TicketPresence,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call } from '../caller.ts'
import type { CallOptions, ChangeOptions } from '../options.ts'

/** Who looks at a ticket or writes on it now. */
export class DeskPresence {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['presence']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['presence']) {
    this.#trpc = trpc
  }

  /**
   * Says that the caller views a ticket, types a message on it, or is gone. Repeat it every 10 seconds: an agent is gone
   * 30 seconds after its last beat. Returns the agents on the ticket. An agent can be on 20 tickets; the oldest presence
   * ends for a new one.
   *
   * Rejects with `TICKET_NOT_FOUND`.
   * @example
   * const { agents } = await support.desk.presence.beat({ ticketId: 1523, state: 'typing' })
   */
  beat(input: PresenceBeat, options?: ChangeOptions): SupportCall<TicketPresence, 'desk.presence.beat'> {
    return call('desk.presence.beat', options, (to) => this.#trpc.beat.mutate(input, to))
  }

  /**
   * Returns the agents on up to 100 tickets. Tickets without agents are left out.
   * @example
   * const { tickets } = await support.desk.presence.list({ ticketIds: [1523, 1524] })
   */
  list(query: PresenceQuery, options?: CallOptions): SupportCall<Presences, 'desk.presence.list'> {
    return call('desk.presence.list', options, (to) => this.#trpc.list.query(query, to))
  }
}

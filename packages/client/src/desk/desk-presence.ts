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
import type { EventStreamOptions, PresenceStream } from '../event-stream.ts'
import type { CallOptions, ChangeOptions } from '../options.ts'

/** Who looks at a ticket or writes on it now. */
export class DeskPresence {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['presence']

  readonly #stream: PresenceStream

  constructor(trpc: TRPCClient<SupportRouter>['desk']['presence'], stream: PresenceStream) {
    this.#trpc = trpc
    this.#stream = stream
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

  /**
   * Streams who is on which ticket: first all tickets on which anyone is, then each ticket whose agents change, within a
   * second or two. It connects again by itself, and then starts anew: tickets that had agents come once without, then
   * with those of now. The loop ends when `signal` aborts.
   *
   * Rejects with `UNAUTHENTICATED`, `TOKEN_INVALID` or `FORBIDDEN` if the caller has no access, or no longer.
   * @example
   * for await (const { ticketId, agents } of support.desk.presence.stream({ signal })) show(ticketId, agents)
   */
  stream(options: Pick<EventStreamOptions, 'signal' | 'headers'> = {}): AsyncIterable<TicketPresence> {
    return this.#stream(options)
  }
}

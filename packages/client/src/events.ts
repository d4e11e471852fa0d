import type { EventQuery, StreamTicket, SupportEvent, SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from './call.ts'
import { call, listCall } from './caller.ts'
import type { EventStream, EventStreamOptions } from './event-stream.ts'
import type { CallOptions, ChangeOptions } from './options.ts'
import type { ListCall } from './pages.ts'

/** The log of events: every change of tickets and attachments, in order. */
export class Events {
  readonly #trpc: TRPCClient<SupportRouter>['events']

  readonly #stream: EventStream

  constructor(trpc: TRPCClient<SupportRouter>['events'], stream: EventStream) {
    this.#trpc = trpc
    this.#stream = stream
  }

  /**
   * Lists events after a position, ascending: awaited, one page (100 events unless `limit` is set); iterated, all up to
   * the end of the log. Without `after` the list starts with the oldest event that is kept.
   *
   * Rejects with `EVENTS_TRIMMED` if events after this position were removed, `INVALID_INPUT` if the log ends before it.
   * @example
   * for await (const event of support.events.list({ after: position })) {
   *   await apply(event)
   *   position = event.position
   * }
   */
  list(query: EventQuery = {}, options?: CallOptions): ListCall<SupportEvent, 'events.list'> {
    return listCall('events.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Streams events as they happen, in order, each once: those after `after`, else only new ones. It connects again by
   * itself after a failure that may pass, as often as it takes, and goes on after the last event that it gave. The
   * token is asked for at each connection. The loop ends when `signal` aborts; leaving it closes the connection.
   *
   * Rejects with `EVENTS_TRIMMED` if events after the position were removed, `INVALID_INPUT` if the log ends before it,
   * `UNAUTHENTICATED`, `TOKEN_INVALID` or `FORBIDDEN` if the caller has no access, or no longer.
   * @example
   * for await (const event of support.events.stream({ after: position, signal })) {
   *   await apply(event)
   *   position = event.position
   * }
   */
  stream(options: EventStreamOptions = {}): AsyncIterable<SupportEvent> {
    return this.#stream(options)
  }

  /**
   * Creates a ticket with which a browser's `EventSource`, which cannot send a token, opens one stream within 60
   * seconds: `/api/events/stream?ticket=…`. `stream` needs none.
   * @example
   * const { ticket } = await support.events.createStreamTicket()
   * const source = new EventSource(`${url}/api/events/stream?ticket=${ticket}&after=${position}`)
   */
  createStreamTicket(
    input: Record<string, never> = {},
    options?: ChangeOptions,
  ): SupportCall<StreamTicket, 'events.createStreamTicket'> {
    return call('events.createStreamTicket', options, (to) => this.#trpc.createStreamTicket.mutate(input, to))
  }
}

import type { EventQuery, SupportEvent, SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import { listCall } from './caller.ts'
import type { CallOptions } from './options.ts'
import type { ListCall } from './pages.ts'

/** The log of events: every change of tickets and attachments, in order. */
export class Events {
  readonly #trpc: TRPCClient<SupportRouter>['events']

  constructor(trpc: TRPCClient<SupportRouter>['events']) {
    this.#trpc = trpc
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
}

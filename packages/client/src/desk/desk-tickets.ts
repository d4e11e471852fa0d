import type {
  DeskTicket,
  DeskTicketQuery,
  Ref,
  SupportEvent,
  SupportRouter,
  TicketRead,
  TimelineQuery,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, ChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** The tickets as staff see them. Their versions are not those of `support.tickets`. */
export class DeskTickets {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['tickets']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['tickets']) {
    this.#trpc = trpc
  }

  /**
   * Lists tickets as staff see them, those with the newest activity first unless `sort` is given. `await` returns one
   * page (100 items; `limit` can be 1 to 1000), `for await` iterates over all items. `assigneeId` may be `me` or `none`.
   * `q` also finds tickets by their messages and notes.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor, with `QUERY_TOO_EXPENSIVE` if the query
   * takes too long, and with `INVALID_INPUT` if an API key, which is no agent, asks for `me` or for unread tickets.
   * @example
   * const mine = await support.desk.tickets.list({ assigneeId: 'me', status: ['OPEN', 'IN_PROGRESS'], sort: '-priority' })
   */
  list(query: DeskTicketQuery = {}, options?: CallOptions): ListCall<DeskTicket, 'desk.tickets.list'> {
    return listCall('desk.tickets.list', query, options, (page, to) => this.#trpc.list.query(page, to))
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

  /**
   * Lists the events of a ticket, ascending by position: who changed what, also what its requester does not see. An event
   * is in the log about 30 ms after its change, and for 90 days.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * for await (const { type, actor, data } of support.desk.tickets.timeline({ id: 1523 })) show(type, actor, data)
   */
  timeline(query: TimelineQuery, options?: CallOptions): ListCall<SupportEvent, 'desk.tickets.timeline'> {
    return listCall('desk.tickets.timeline', query, options, (page, to) => this.#trpc.timeline.query(page, to))
  }

  /**
   * Marks a ticket as read by the caller: it is unread again when its requester writes something.
   *
   * Rejects with `TICKET_NOT_FOUND`.
   * @example
   * const { readAt } = await support.desk.tickets.markRead({ id: 1523 })
   */
  markRead(ref: Ref, options?: ChangeOptions): SupportCall<TicketRead, 'desk.tickets.markRead'> {
    return call('desk.tickets.markRead', options, (to) => this.#trpc.markRead.mutate(ref, to))
  }
}

import type {
  Ref,
  SupportRouter,
  TicketLink,
  TicketLinkCreate,
  TicketLinkRef,
  TicketLinks,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call } from '../caller.ts'
import type { CallOptions, ChangeOptions } from '../options.ts'

/** Links between tickets. */
export class DeskLinks {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['links']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['links']) {
    this.#trpc = trpc
  }

  /**
   * Returns the links of a ticket, at most 50, with subject and status of the other tickets.
   *
   * Rejects with `TICKET_NOT_FOUND`.
   * @example
   * const { links } = await support.desk.links.list({ id: 1523 })
   */
  list(ref: Ref, options?: CallOptions): SupportCall<TicketLinks, 'desk.links.list'> {
    return call('desk.links.list', options, (to) => this.#trpc.list.query(ref, to))
  }

  /**
   * Links a ticket to another one, which then has the inverse link. If there is the same link already, returns this one.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `LINK_LIMIT_REACHED` if one of the tickets has 50 links.
   * @example
   * await support.desk.links.create({ id: 1523, relation: 'blocks', otherTicketId: 1524 })
   */
  create(input: TicketLinkCreate, options?: ChangeOptions): SupportCall<TicketLink, 'desk.links.create'> {
    return call('desk.links.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Removes a link, from both tickets.
   *
   * Rejects with `TICKET_NOT_FOUND` or `LINK_NOT_FOUND`.
   * @example
   * await support.desk.links.delete({ id: 1523, linkId: 4 })
   */
  delete(ref: TicketLinkRef, options?: ChangeOptions): SupportCall<null, 'desk.links.delete'> {
    return call('desk.links.delete', options, (to) => this.#trpc.delete.mutate(ref, to))
  }
}

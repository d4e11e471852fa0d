import type {
  Draft,
  DraftPut,
  DraftQuery,
  DraftRef,
  SupportRouter,
  VersionedDraftRef,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, VersionedChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** Texts that the caller has not sent yet: one for each ticket and kind. API keys have no drafts. */
export class DeskDrafts {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['drafts']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['drafts']) {
    this.#trpc = trpc
  }

  /**
   * Lists the drafts of the caller, ascending by ticket. `await` returns one page (100 items; `limit` can be 1 to
   * 1000), `for await` iterates over all items.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * for await (const { ticketId, body } of support.desk.drafts.list()) show(ticketId, body)
   */
  list(query: DraftQuery = {}, options?: CallOptions): ListCall<Draft, 'desk.drafts.list'> {
    return listCall('desk.drafts.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Returns the draft of the caller for a ticket.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `DRAFT_NOT_FOUND` if there is none.
   * @example
   * const { body } = await support.desk.drafts.get({ id: 1523, kind: 'reply' })
   */
  get(ref: DraftRef, options?: CallOptions): SupportCall<Draft, 'desk.drafts.get'> {
    return call('desk.drafts.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Saves the draft of the caller for a ticket. The last call wins, unless it has an `ifVersion`.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `PRECONDITION_FAILED` if the draft does not have the version `ifVersion`.
   * @example
   * await support.desk.drafts.put({ id: 1523, kind: 'reply', body: 'We have corrected' })
   */
  put(
    input: DraftPut,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Draft, 'desk.drafts.put'> {
    return call('desk.drafts.put', options, (to) => this.#trpc.put.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Deletes the draft of the caller for a ticket. Resolves to null.
   *
   * Rejects with `TICKET_NOT_FOUND`, `DRAFT_NOT_FOUND`, or with `PRECONDITION_FAILED` if the draft does not have the
   * version `ifVersion`.
   * @example
   * await support.desk.drafts.delete({ id: 1523, kind: 'reply' })
   */
  delete(
    ref: VersionedDraftRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<null, 'desk.drafts.delete'> {
    return call('desk.drafts.delete', options, (to) => this.#trpc.delete.mutate({ ...ref, ifVersion }, to))
  }
}

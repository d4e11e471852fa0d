import type {
  DeskView,
  DeskViewCreate,
  DeskViewQuery,
  DeskViewUpdate,
  Ref,
  SupportRouter,
  VersionedRef,
  ViewCountQuery,
  ViewCounts,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, ChangeOptions, VersionedChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** The saved queries of agents: their own, and those that others share. */
export class DeskViews {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['views']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['views']) {
    this.#trpc = trpc
  }

  /**
   * Lists the views of the caller and shared ones, ascending by id. `await` returns one page, `for await` iterates over
   * all.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * const { items } = await support.desk.views.list()
   */
  list(query: DeskViewQuery = {}, options?: CallOptions): ListCall<DeskView, 'desk.views.list'> {
    return listCall('desk.views.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Returns the view with this id.
   *
   * Rejects with `VIEW_NOT_FOUND`, also if the view is another agent's and not shared.
   * @example
   * const { query } = await support.desk.views.get({ id: 7 })
   * const tickets = await support.desk.tickets.list(query)
   */
  get(ref: Ref, options?: CallOptions): SupportCall<DeskView, 'desk.views.get'> {
    return call('desk.views.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Saves a view. Its query may have `assigneeId: 'me'`, which means the agent who uses the view.
   *
   * Rejects with `VIEW_LIMIT_REACHED` if the caller has 100 views.
   * @example
   * await support.desk.views.create({ name: 'Mine', query: { assigneeId: 'me', status: ['OPEN'] } })
   */
  create(input: DeskViewCreate, options?: ChangeOptions): SupportCall<DeskView, 'desk.views.create'> {
    return call('desk.views.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Replaces the name and the query of a view, and `isShared` if it is sent.
   *
   * Rejects with `VIEW_NOT_FOUND`, with `FORBIDDEN` if the caller is neither the owner nor an admin, or with
   * `PRECONDITION_FAILED` if the view does not have the version `ifVersion`.
   * @example
   * await support.desk.views.update({ id: 7, name: 'Mine', query: { assigneeId: 'me' }, isShared: true })
   */
  update(
    input: DeskViewUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<DeskView, 'desk.views.update'> {
    return call('desk.views.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Deletes a view. Resolves to null.
   *
   * Rejects as `update` does.
   * @example
   * await support.desk.views.delete({ id: 7 })
   */
  delete(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<null, 'desk.views.delete'> {
    return call('desk.views.delete', options, (to) => this.#trpc.delete.mutate({ ...ref, ifVersion }, to))
  }

  /**
   * Counts the tickets of up to 20 views in one call: exactly up to 1,000, and with `isMore` beyond. Without `viewIds`,
   * of the first 20 views that the caller sees. Views that the caller does not see are left out.
   *
   * Rejects with `QUERY_TOO_EXPENSIVE` if the counts take too long; ask for fewer views.
   * @example
   * const { counts } = await support.desk.views.counts({ viewIds: [7, 8] })
   * for (const { viewId, count, isMore } of counts) show(viewId, isMore ? '1,000+' : String(count))
   */
  counts(query: ViewCountQuery = {}, options?: CallOptions): SupportCall<ViewCounts, 'desk.views.counts'> {
    return call('desk.views.counts', options, (to) => this.#trpc.counts.query(query, to))
  }
}

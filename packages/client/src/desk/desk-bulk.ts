import type {
  BulkChange,
  BulkCreate,
  BulkQuery,
  BulkResult,
  BulkResultQuery,
  Ref,
  SupportRouter,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, ChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** Changes of many tickets, which the service makes in the background. */
export class DeskBulk {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['bulk']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['bulk']) {
    this.#trpc = trpc
  }

  /**
   * Starts a change of up to 100 tickets, or of all that match a filter, at most 200,000. The tickets are fixed now, the
   * changes follow within seconds. Use `get` for the progress. With `dryRun`, `total` is the number of tickets.
   *
   * Rejects with `FORBIDDEN` for a transition that the caller may not use, with `AGENT_NOT_FOUND` or `TEAM_NOT_FOUND`,
   * with `BULK_TOO_LARGE` if more tickets match, with `BULK_LIMIT_REACHED` if 5 bulk changes of the caller have not ended,
   * or with `QUERY_TOO_EXPENSIVE`.
   * @example
   * const { bulkId } = await support.desk.bulk.create({
   *   filter: { tags: ['outage'], status: ['OPEN'] },
   *   changes: { transition: { name: 'resolve', resolutionCode: 'SOLVED' } },
   * })
   */
  create(input: BulkCreate, options?: ChangeOptions): SupportCall<BulkChange, 'desk.bulk.create'> {
    return call('desk.bulk.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Lists the bulk changes of the caller, the newest first. They are kept for 30 days after their end.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * const { items } = await support.desk.bulk.list({ limit: 10 })
   */
  list(query: BulkQuery = {}, options?: CallOptions): ListCall<BulkChange, 'desk.bulk.list'> {
    return listCall('desk.bulk.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Returns a bulk change with its progress.
   *
   * Rejects with `BULK_NOT_FOUND`, also if it is another caller's, unless an admin calls.
   * @example
   * const { done, total, endedAt } = await support.desk.bulk.get({ id: 7 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<BulkChange, 'desk.bulk.get'> {
    return call('desk.bulk.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Lists what happened to each ticket that was tried so far, ascending by id. `outcome` selects results.
   *
   * Rejects with `BULK_NOT_FOUND`, or with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * for await (const { ticketId, detail } of support.desk.bulk.results({ id: 7, outcome: ['failed'] })) show(ticketId, detail)
   */
  results(query: BulkResultQuery, options?: CallOptions): ListCall<BulkResult, 'desk.bulk.results'> {
    return listCall('desk.bulk.results', query, options, (page, to) => this.#trpc.results.query(page, to))
  }

  /**
   * Stops a bulk change. What it has changed stays changed, and can be undone. Has no effect if it has ended.
   *
   * Rejects with `BULK_NOT_FOUND`.
   * @example
   * await support.desk.bulk.cancel({ id: 7 })
   */
  cancel(ref: Ref, options?: ChangeOptions): SupportCall<BulkChange, 'desk.bulk.cancel'> {
    return call('desk.bulk.cancel', options, (to) => this.#trpc.cancel.mutate(ref, to))
  }

  /**
   * Starts a bulk change that restores status, assignment, priority and tags of each ticket that was changed, unless one
   * of these has been changed again since. Its results name the tickets that it has left.
   *
   * Rejects with `BULK_NOT_FOUND`, with `BULK_CONFLICT` if it has not ended, ended more than 24 hours ago, was undone or
   * undoes another one, or with `BULK_LIMIT_REACHED`.
   * @example
   * const undo = await support.desk.bulk.undo({ id: 7 })
   */
  undo(ref: Ref, options?: ChangeOptions): SupportCall<BulkChange, 'desk.bulk.undo'> {
    return call('desk.bulk.undo', options, (to) => this.#trpc.undo.mutate(ref, to))
  }
}

import type { DeskPageRequest, SupportRouter, Tag, TagMerge, TagRename } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, ChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** The tags of tickets. A tag is created when a ticket first gets it. Only admins rename and merge tags. */
export class DeskTags {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['tags']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['tags']) {
    this.#trpc = trpc
  }

  /**
   * Lists the tags with the number of their tickets that are not done, ascending by id.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * for await (const { name, openTickets } of support.desk.tags.list()) console.log(name, openTickets)
   */
  list(query: DeskPageRequest = {}, options?: CallOptions): ListCall<Tag, 'desk.tags.list'> {
    return listCall('desk.tags.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Renames a tag, for all its tickets.
   *
   * Rejects with `TAG_NOT_FOUND`, or with `NAME_TAKEN` if another tag has the name: merge the tags instead.
   * @example
   * await support.desk.tags.rename({ id: 5, name: 'refund' })
   */
  rename(input: TagRename, options?: ChangeOptions): SupportCall<Tag, 'desk.tags.rename'> {
    return call('desk.tags.rename', options, (to) => this.#trpc.rename.mutate(input, to))
  }

  /**
   * Merges a tag into another one, which takes its place on all its tickets. Resolves to the other tag.
   *
   * Rejects with `TAG_NOT_FOUND`.
   * @example
   * await support.desk.tags.merge({ id: 5, into: 2 })
   */
  merge(input: TagMerge, options?: ChangeOptions): SupportCall<Tag, 'desk.tags.merge'> {
    return call('desk.tags.merge', options, (to) => this.#trpc.merge.mutate(input, to))
  }
}

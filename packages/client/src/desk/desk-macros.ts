import type {
  AppliedMacro,
  Macro,
  MacroApply,
  MacroCreate,
  MacroOnTicket,
  MacroPreview,
  MacroQuery,
  MacroUpdate,
  MacroUseQuery,
  MacroUses,
  Ref,
  SupportRouter,
  VersionedRef,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, ChangeOptions, VersionedChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** Saved replies with changes of the ticket: those of the caller, of its teams, and those that are for all staff. */
export class DeskMacros {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['macros']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['macros']) {
    this.#trpc = trpc
  }

  /**
   * Lists the macros that the caller may use, ascending by id. `await` returns one page, `for await` iterates over all.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * const { items } = await support.desk.macros.list()
   */
  list(query: MacroQuery = {}, options?: CallOptions): ListCall<Macro, 'desk.macros.list'> {
    return listCall('desk.macros.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Counts how often macros were applied, and when last. Without `macroIds`, the first 200 that the caller sees.
   * @example
   * const { uses } = await support.desk.macros.uses()
   */
  uses(query: MacroUseQuery = {}, options?: CallOptions): SupportCall<MacroUses, 'desk.macros.uses'> {
    return call('desk.macros.uses', options, (to) => this.#trpc.uses.query(query, to))
  }

  /**
   * Returns the macro with this id.
   *
   * Rejects with `MACRO_NOT_FOUND`, also if the caller may not use it.
   * @example
   * const { reply, changes } = await support.desk.macros.get({ id: 7 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<Macro, 'desk.macros.get'> {
    return call('desk.macros.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Saves a macro. Its text may have placeholders such as `{{requester.name}}`.
   *
   * Rejects with `INVALID_INPUT` for an unknown placeholder, with `TEAM_NOT_FOUND`, or with `MACRO_LIMIT_REACHED` if the
   * caller has 200 macros.
   * @example
   * await support.desk.macros.create({
   *   name: 'Refunded',
   *   reply: { kind: 'reply', body: 'Hello {{requester.firstName}}, we have refunded you.' },
   *   changes: { transition: { name: 'resolve', resolutionCode: 'SOLVED' } },
   * })
   */
  create(input: MacroCreate, options?: ChangeOptions): SupportCall<Macro, 'desk.macros.create'> {
    return call('desk.macros.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Replaces a macro. Fields that are left out get their defaults.
   *
   * Rejects with `MACRO_NOT_FOUND`, with `FORBIDDEN` if the caller is neither the owner nor an admin, with
   * `TEAM_NOT_FOUND`, or with `PRECONDITION_FAILED` if the macro does not have the version `ifVersion`.
   * @example
   * await support.desk.macros.update({ id: 7, name: 'Urgent', changes: { priority: 'URGENT' } })
   */
  update(
    input: MacroUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Macro, 'desk.macros.update'> {
    return call('desk.macros.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Deletes a macro. Resolves to null.
   *
   * Rejects as `update` does.
   * @example
   * await support.desk.macros.delete({ id: 7 })
   */
  delete(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<null, 'desk.macros.delete'> {
    return call('desk.macros.delete', options, (to) => this.#trpc.delete.mutate({ ...ref, ifVersion }, to))
  }

  /**
   * Returns what a macro would do with a ticket: the text with its values, and the ticket before and after. Writes
   * nothing.
   *
   * Rejects as `apply` does.
   * @example
   * const { reply, after } = await support.desk.macros.preview({ id: 1523, macroId: 7 })
   */
  preview(input: MacroOnTicket, options?: CallOptions): SupportCall<MacroPreview, 'desk.macros.preview'> {
    return call('desk.macros.preview', options, (to) => this.#trpc.preview.query(input, to))
  }

  /**
   * Applies a macro to the ticket `id`: writes its message and makes its changes, all or nothing. `body` replaces the
   * text, `ifVersion` is the version of the ticket.
   *
   * Rejects with `TICKET_NOT_FOUND`, `MACRO_NOT_FOUND`, or as the operations of its changes do.
   * @example
   * const { ticket, message } = await support.desk.macros.apply({ id: 1523, macroId: 7, sendAfterSeconds: 10 })
   */
  apply(
    input: MacroApply,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<AppliedMacro, 'desk.macros.apply'> {
    return call('desk.macros.apply', options, (to) => this.#trpc.apply.mutate({ ...input, ifVersion }, to))
  }
}

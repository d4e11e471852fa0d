import type {
  Policy,
  PolicyCreate,
  PolicyUpdate,
  DeskPageRequest,
  Ref,
  SupportRouter,
  VersionedRef,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, ChangeOptions, VersionedChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** The service levels: which tickets they apply to, and the time for each target. Only admins create, update and delete them. */
export class DeskPolicies {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['policies']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['policies']) {
    this.#trpc = trpc
  }

  /**
   * Lists the policies, ascending by id.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * const policies = await support.desk.policies.list().toArray({ limit: 100 })
   */
  list(query: DeskPageRequest = {}, options?: CallOptions): ListCall<Policy, 'desk.policies.list'> {
    return listCall('desk.policies.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Returns the policy with this id.
   *
   * Rejects with `POLICY_NOT_FOUND`.
   * @example
   * const { targets } = await support.desk.policies.get({ id: 3 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<Policy, 'desk.policies.get'> {
    return call('desk.policies.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Creates a policy, for targets that start from now on. Defaults: `rank` 100, no condition and no warning.
   *
   * Rejects with `CALENDAR_NOT_FOUND` or with `POLICY_LIMIT_REACHED`.
   * @example
   * await support.desk.policies.create({
   *   name: 'Urgent',
   *   priorities: ['URGENT'],
   *   calendarId: 1,
   *   targets: { firstResponseMinutes: 60, nextResponseMinutes: 60, resolutionMinutes: 480 },
   *   warnPercent: 80,
   * })
   */
  create(input: PolicyCreate, options?: ChangeOptions): SupportCall<Policy, 'desk.policies.create'> {
    return call('desk.policies.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Updates a policy, for targets that start from now on. Fields that are left out keep their values; `targets`
   * replaces all targets.
   *
   * Rejects with `POLICY_NOT_FOUND`, `CALENDAR_NOT_FOUND`, or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.policies.update({ id: 3, warnPercent: 75 })
   */
  update(
    input: PolicyUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Policy, 'desk.policies.update'> {
    return call('desk.policies.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Deletes a policy. Targets that run keep it. Resolves to null.
   *
   * Rejects with `POLICY_NOT_FOUND` or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.policies.delete({ id: 3 })
   */
  delete(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<null, 'desk.policies.delete'> {
    return call('desk.policies.delete', options, (to) => this.#trpc.delete.mutate({ ...ref, ifVersion }, to))
  }
}

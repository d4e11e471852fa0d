import type {
  DeskPageRequest,
  Ref,
  SupportRouter,
  Team,
  TeamCreate,
  TeamUpdate,
  VersionedRef,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, ChangeOptions, VersionedChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** The teams of agents. Only admins create, update and delete them. */
export class DeskTeams {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['teams']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['teams']) {
    this.#trpc = trpc
  }

  /**
   * Lists the teams, ascending by id.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * const teams = await support.desk.teams.list().toArray({ limit: 1000 })
   */
  list(query: DeskPageRequest = {}, options?: CallOptions): ListCall<Team, 'desk.teams.list'> {
    return listCall('desk.teams.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Returns the team with this id.
   *
   * Rejects with `TEAM_NOT_FOUND`.
   * @example
   * const { memberIds } = await support.desk.teams.get({ id: 3 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<Team, 'desk.teams.get'> {
    return call('desk.teams.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Creates a team. Defaults: `assignment` manual, no members.
   *
   * Rejects with `NAME_TAKEN`, or with `AGENT_NOT_FOUND` for a member who does not exist.
   * @example
   * await support.desk.teams.create({ name: 'Refunds', assignment: 'round_robin', memberIds: ['agent-7'] })
   */
  create(input: TeamCreate, options?: ChangeOptions): SupportCall<Team, 'desk.teams.create'> {
    return call('desk.teams.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Updates a team. Fields that are left out keep their values; `memberIds` replaces the members.
   *
   * Rejects with `TEAM_NOT_FOUND`, `NAME_TAKEN`, `AGENT_NOT_FOUND`, or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.teams.update({ id: 3, assignment: 'least_loaded' })
   */
  update(
    input: TeamUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Team, 'desk.teams.update'> {
    return call('desk.teams.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Deletes a team. Its closed tickets have no team any more. Resolves to null.
   *
   * Rejects with `TEAM_NOT_FOUND`, with `TEAM_IN_USE` if tickets that are not closed have it, or with
   * `PRECONDITION_FAILED`.
   * @example
   * await support.desk.teams.delete({ id: 3 })
   */
  delete(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<null, 'desk.teams.delete'> {
    return call('desk.teams.delete', options, (to) => this.#trpc.delete.mutate({ ...ref, ifVersion }, to))
  }
}

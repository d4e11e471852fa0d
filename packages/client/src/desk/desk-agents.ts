import type { Agent, AgentRef, AgentUpdate, DeskPageRequest, SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, VersionedChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** The agents: the people who answer tickets. An agent appears when its token is first seen. */
export class DeskAgents {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['agents']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['agents']) {
    this.#trpc = trpc
  }

  /**
   * Lists the agents, ascending by id.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * for await (const { agentId, name } of support.desk.agents.list()) console.log(agentId, name)
   */
  list(query: DeskPageRequest = {}, options?: CallOptions): ListCall<Agent, 'desk.agents.list'> {
    return listCall('desk.agents.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Returns the agent with this id.
   *
   * Rejects with `AGENT_NOT_FOUND`.
   * @example
   * const { isAway } = await support.desk.agents.get({ id: 'agent-7' })
   */
  get(ref: AgentRef, options?: CallOptions): SupportCall<Agent, 'desk.agents.get'> {
    return call('desk.agents.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Returns the agent who calls.
   * @example
   * const { agentId } = await support.desk.agents.me()
   */
  me(input: Record<string, never> = {}, options?: CallOptions): SupportCall<Agent, 'desk.agents.me'> {
    return call('desk.agents.me', options, (to) => this.#trpc.me.query(input, to))
  }

  /**
   * Updates an agent. Agents may set their own `isAway`, admins everything, except that they may not disable themselves.
   * The tokens of a disabled agent are refused within 5 seconds.
   *
   * Rejects with `AGENT_NOT_FOUND`, `FORBIDDEN`, `FIELD_NOT_ALLOWED`, or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.agents.update({ id: 'agent-7', isAway: true })
   */
  update(
    input: AgentUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Agent, 'desk.agents.update'> {
    return call('desk.agents.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }
}

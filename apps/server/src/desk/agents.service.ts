import { AgentId, type AgentService, callingAgent, refuseAgentUpdate } from '@kinconecta/support-contracts'
import { z } from 'zod'
import { readPage } from '../platform/paging/page.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import {
  agentNotFound,
  countAgents,
  findAgent,
  listAgents,
  updateAgent,
  type VersionedAgent,
} from './agents.repository.ts'

const position = z.tuple([AgentId])

/** The rules of `desk.agents.*`. */
export function agentService({ db, lists, clock, actor, ifVersions }: TicketDependencies): AgentService {
  const get = async (id: string): Promise<VersionedAgent> => {
    const agent = await findAgent(db, id)
    if (!agent) throw agentNotFound(id)
    return agent
  }
  return {
    list: (query) =>
      readPage(query, {
        name: 'agents',
        position,
        positionOf: ({ agentId }) => [agentId] as [string],
        listAfter: async (after, limit) => ({ rows: await listAgents(lists, after?.[0] ?? '', limit), isCut: false }),
        count: () => countAgents(lists),
      }),

    get: ({ id }) => get(id),

    me: () => get(callingAgent(actor)),

    async update(input) {
      refuseAgentUpdate(actor, input)
      const updated = await updateAgent(db, input, ifVersions, clock())
      if (updated) return updated
      const { version } = await get(input.id)
      throw versionMismatch(`Agent ${input.id}`, version, ifVersions)
    },
  }
}

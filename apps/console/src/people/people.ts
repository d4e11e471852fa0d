import type { Agent, Tag, Team } from '@kinconecta/support-client'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { queries, support } from '../app/support.ts'
import { currentSession } from '../session/session.ts'

const MAX = 1_000
const FRESH_MS = 300_000

/** The agents of the desk, at most 1,000. */
export const agentsQuery = queryOptions({
  queryKey: [...queries.desk.agents.list.queryKey(), 'all'],
  queryFn: async ({ signal }): Promise<Agent[]> => (await support.desk.agents.list({ limit: MAX }, { signal })).items,
  staleTime: FRESH_MS,
})

/** The teams of the desk, at most 1,000. */
export const teamsQuery = queryOptions({
  queryKey: [...queries.desk.teams.list.queryKey(), 'all'],
  queryFn: async ({ signal }): Promise<Team[]> => (await support.desk.teams.list({ limit: MAX }, { signal })).items,
  staleTime: FRESH_MS,
})

/** The tags of the desk, at most 1,000. */
export const tagsQuery = queryOptions({
  queryKey: [...queries.desk.tags.list.queryKey(), 'all'],
  queryFn: async ({ signal }): Promise<Tag[]> => (await support.desk.tags.list({ limit: MAX }, { signal })).items,
  staleTime: FRESH_MS,
})

/** The names of agents by their ids. An agent without a name is shown by e-mail address or id. */
export function useAgentNames(): (agentId: string) => string {
  const { data } = useQuery(agentsQuery)
  const names = useMemo(() => new Map(data?.map((agent) => [agent.agentId, nameOfAgent(agent)])), [data])
  return (agentId) => names.get(agentId) ?? agentId
}

export function nameOfAgent({ name, email, agentId }: Pick<Agent, 'name' | 'email' | 'agentId'>): string {
  return name ?? email ?? agentId
}

/** The agent who uses this page; undefined for an API key. */
export function ownAgentId(): string | undefined {
  return currentSession()?.session.caller?.agentId ?? undefined
}

import type { Agent, Team } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { queries } from '../app/support.ts'
import { currentSession } from '../session/session.ts'

const ALL = { limit: 1000 }
const FRESH_MS = 5 * 60_000

/** The agents whom tickets can be assigned to, and their names by id. */
export function useAgents() {
  const { data } = useQuery({ ...queries.desk.agents.list.queryOptions(ALL), staleTime: FRESH_MS })
  return useMemo(() => {
    const agents = data?.items ?? []
    const names = new Map(agents.map((agent) => [agent.agentId, nameOfAgent(agent)]))
    return { agents, nameOf: (agentId: string) => names.get(agentId) ?? agentId }
  }, [data])
}

export function useTeams() {
  const { data } = useQuery({ ...queries.desk.teams.list.queryOptions(ALL), staleTime: FRESH_MS })
  return useMemo(() => {
    const teams: readonly Team[] = data?.items ?? []
    const names = new Map(teams.map(({ teamId, name }) => [teamId, name]))
    return { teams, nameOf: (teamId: number) => names.get(teamId) ?? `#${teamId}` }
  }, [data])
}

/** The tags, those with the most open tickets first. */
export function useTags() {
  const { data } = useQuery({ ...queries.desk.tags.list.queryOptions(ALL), staleTime: FRESH_MS })
  return useMemo(() => (data?.items ?? []).toSorted((a, b) => b.openTickets - a.openTickets), [data])
}

export function nameOfAgent({ agentId, name, email }: Agent): string {
  return name ?? email ?? agentId
}

/** The agent who uses this page; undefined for an API key. */
export function ownAgentId(): string | undefined {
  return currentSession()?.session.caller?.agentId ?? undefined
}

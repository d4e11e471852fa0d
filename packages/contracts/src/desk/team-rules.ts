import type { TeamAssignment } from './team.ts'

/** A member of a team who can get tickets now: neither away nor disabled. */
export interface Candidate {
  agentId: string
  /** The place in the order of waiting: the member whom the team chose longest ago, or never, comes first. */
  turn: number
  /** The number of OPEN and IN_PROGRESS tickets that are assigned to the agent. */
  openTickets: number
}

/** The member who gets a ticket of the team that nobody has; undefined if nobody gets it. */
export function chooseAgent(assignment: TeamAssignment, candidates: readonly Candidate[]): string | undefined {
  if (assignment === 'manual') return undefined
  const loadOf = ({ openTickets }: Candidate) => (assignment === 'least_loaded' ? openTickets : 0)
  return candidates.toSorted((a, b) => loadOf(a) - loadOf(b) || a.turn - b.turn)[0]?.agentId
}

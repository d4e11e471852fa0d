import {
  chooseAgent,
  type Team,
  type TicketAssignment,
  type WorkflowFields,
  type WorkflowTicket,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { agentNotFound, lockAgentForAssignment } from './agents.repository.ts'
import { listCandidates, lockTeamForAssignment, updateAssignedAt } from './team-candidates.repository.ts'
import { teamNotFound } from './teams.repository.ts'

/**
 * Returns the agent and the team of a ticket after this assignment. If a team is sent and nobody would have the ticket,
 * the team chooses one of its members. Throws AGENT_NOT_FOUND, also for a disabled agent, or TEAM_NOT_FOUND.
 */
export async function assignmentOf(
  transaction: Kysely<Database>,
  ticket: WorkflowTicket,
  { agentId, teamId }: Pick<TicketAssignment, 'agentId' | 'teamId'>,
): Promise<Pick<WorkflowFields, 'assigneeId' | 'teamId'>> {
  const assigneeId = agentId === undefined ? ticket.assigneeId : agentId
  if (agentId && !(await lockAgentForAssignment(transaction, agentId))) throw agentNotFound(agentId)
  if (!teamId) return { assigneeId, teamId: teamId === undefined ? ticket.teamId : null }
  const team = await lockTeamForAssignment(transaction, teamId, assigneeId === null)
  if (!team) throw teamNotFound(teamId)
  return { assigneeId: assigneeId ?? (await chooseMember(transaction, teamId, team.assignment)), teamId }
}

/** Chooses a member who can get tickets now, and locks it against becoming unavailable. The team must be locked. */
async function chooseMember(
  transaction: Kysely<Database>,
  teamId: number,
  assignment: Team['assignment'],
): Promise<string | null> {
  let candidates = assignment === 'manual' ? [] : await listCandidates(transaction, teamId)
  for (;;) {
    const chosen = chooseAgent(assignment, candidates)
    if (chosen === undefined) return null
    if (await lockAgentForAssignment(transaction, chosen, true)) {
      await updateAssignedAt(transaction, teamId, chosen)
      return chosen
    }
    candidates = candidates.filter(({ agentId }) => agentId !== chosen)
  }
}

import { z } from 'zod'
import { Id, VersionedRef } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { Timestamp } from '../core/timestamps.ts'
import { AgentId } from './desk-fields.ts'

const MAX_MEMBERS = 200

/** Who gets a ticket of a team that nobody has. */
export const TeamAssignment = z.enum(['manual', 'round_robin', 'least_loaded']).meta({
  id: 'TeamAssignment',
  description:
    'Who gets a ticket that is assigned to the team: nobody, the member who waited longest, or the member with the ' +
    'fewest tickets that are OPEN or IN_PROGRESS. Never a member who is away or disabled.',
})
export type TeamAssignment = z.infer<typeof TeamAssignment>

const NAME = { description: 'Name of the team. Upper and lower case are not distinguished.' }

/** A group of agents to whom tickets are assigned. */
export const Team = z
  .object({
    teamId: Id,
    name: z.string().meta(NAME),
    assignment: TeamAssignment,
    memberIds: z.array(AgentId).meta({ description: 'The agents in the team, ascending.' }),
    createdAt: Timestamp,
  })
  .meta({ id: 'Team' })
export type Team = z.infer<typeof Team>

const memberIds = z.array(AgentId).max(MAX_MEMBERS).optional()

/** The input that creates a team. */
export const TeamCreate = z
  .object({
    name: text(100).meta(NAME),
    assignment: TeamAssignment.optional().meta({ description: 'Default: manual.' }),
    memberIds: memberIds.meta({ description: 'Default: nobody.' }),
  })
  .meta({ id: 'TeamCreate', examples: [{ name: 'Refunds', assignment: 'round_robin', memberIds: ['agent-7'] }] })
export type TeamCreate = z.infer<typeof TeamCreate>

/** The input that updates a team. Fields that are left out keep their values. */
export const TeamUpdate = z
  .object({
    ...VersionedRef.shape,
    name: text(100).meta(NAME).optional(),
    assignment: TeamAssignment.optional(),
    memberIds: memberIds.meta({ description: 'Replaces the members.' }),
  })
  .meta({ id: 'TeamUpdate', examples: [{ assignment: 'least_loaded' }] })
export type TeamUpdate = z.infer<typeof TeamUpdate>

import { z } from 'zod'
import { IfVersion } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { Timestamp } from '../core/timestamps.ts'
import { AgentId } from './desk-fields.ts'

/** A person who answers tickets. An agent appears when its token is first seen. */
export const Agent = z
  .object({
    agentId: AgentId,
    name: z.string().nullable().meta({ description: 'Claim `name` of the token; null if it has none.' }),
    email: z.string().nullable().meta({ description: 'Claim `email` of the token; null if it has none.' }),
    role: z.enum(['agent', 'admin']).meta({ description: 'The role in the token that was last seen.' }),
    isAway: z.boolean().meta({ description: 'Automatic assignment passes over an agent who is away.' }),
    isDisabled: z.boolean().meta({ description: 'The tokens of a disabled agent are refused.' }),
    firstSeenAt: Timestamp.meta({ description: 'When a token of the agent was first seen.' }),
  })
  .meta({ id: 'Agent' })
export type Agent = z.infer<typeof Agent>

/** Identifies one agent. */
export const AgentRef = z.object({ id: AgentId })
export type AgentRef = z.infer<typeof AgentRef>

/** The input that updates an agent. Fields that are left out keep their values. */
export const AgentUpdate = z
  .object({
    id: AgentId,
    ifVersion: IfVersion,
    isAway: z.boolean().meta({ description: 'Agents may set their own, admins that of everyone.' }).optional(),
    isDisabled: z.boolean().meta({ description: 'Only admins may set it, and not for themselves.' }).optional(),
  })
  .meta({ id: 'AgentUpdate', examples: [{ isAway: true }] })
export type AgentUpdate = z.infer<typeof AgentUpdate>

/** A page of a list without filters. */
export const DeskPageRequest = PageRequest.meta({ id: 'DeskPageRequest' })
export type DeskPageRequest = z.infer<typeof DeskPageRequest>

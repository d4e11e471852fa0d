import { z } from 'zod'

/** How urgent a ticket is, in ascending order. */
export const TicketPriority = z
  .enum(['LOW', 'NORMAL', 'HIGH', 'URGENT'])
  .meta({ id: 'TicketPriority', description: 'How urgent the ticket is.' })
export type TicketPriority = z.infer<typeof TicketPriority>

/** Who has to act next on a ticket. */
export const WaitingOn = z
  .enum(['agent', 'requester', 'third_party'])
  .meta({ id: 'WaitingOn', description: 'Who has to act next.' })
export type WaitingOn = z.infer<typeof WaitingOn>

/** How a ticket was resolved. */
export const ResolutionCode = z
  .enum(['SOLVED', 'WORKAROUND', 'NOT_REPRODUCIBLE', 'WONT_FIX', 'DUPLICATE', 'NO_RESPONSE', 'SPAM'])
  .meta({ id: 'ResolutionCode', description: 'How the ticket was resolved.' })
export type ResolutionCode = z.infer<typeof ResolutionCode>

/** The id of an agent: the `sub` of its token. */
export const AgentId = z
  .string()
  .regex(/^[^\p{C}]{1,200}$/u)
  .meta({ id: 'AgentId', description: "Id of an agent: the `sub` of the agent's token." })
export type AgentId = z.infer<typeof AgentId>

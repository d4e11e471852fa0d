import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { AgentId } from './desk-fields.ts'

/** The maximum number of tickets on which one agent is present. */
export const MAX_PRESENCES = 20

/** How long an agent is present after the last beat, in seconds. */
export const PRESENCE_S = 30

const state = z.enum(['viewing', 'typing']).meta({ description: 'What the agent does.' })

/** The agents who look at a ticket or write on it now. */
export const TicketPresence = z
  .object({
    ticketId: Id,
    agents: z.array(z.object({ agentId: AgentId, state })).meta({ description: 'The agents on the ticket.' }),
  })
  .meta({ id: 'TicketPresence' })
export type TicketPresence = z.infer<typeof TicketPresence>

/** A change of presence, as streams of events have it. It is not an event of the log. */
export type PresenceChange = { type: 'presence' } & TicketPresence

/** What the caller does on a ticket. Repeat it every 10 seconds: without it, the agent is gone after 30 seconds. */
export const PresenceBeat = z
  .object({
    ticketId: Id,
    state: z.enum(['viewing', 'typing', 'gone']).meta({ description: 'What the agent does; `gone` when it leaves.' }),
  })
  .meta({ id: 'PresenceBeat', examples: [{ ticketId: 1, state: 'viewing' }] })
export type PresenceBeat = z.infer<typeof PresenceBeat>

/** The tickets whose agents to list. */
export const PresenceQuery = z.object({
  ticketIds: z.array(Id).min(1).max(100).meta({ description: 'The tickets whose agents to list.' }),
})
export type PresenceQuery = z.infer<typeof PresenceQuery>

/** The agents on several tickets. */
export const Presences = z
  .object({ tickets: z.array(TicketPresence).meta({ description: 'The tickets on which anyone is present.' }) })
  .meta({ id: 'Presences' })
export type Presences = z.infer<typeof Presences>

import type { PresenceService } from '@kinconecta/support-contracts'
import type { Contents } from './services.ts'

/** The rules of `desk.presence.*` in memory, for one agent. */
export function presenceService({ tickets, presences }: Contents): PresenceService {
  return {
    beat: async ({ ticketId, state }) => {
      tickets.get(ticketId)
      presences.set(ticketId, state)
      return presences.on(ticketId)
    },
    list: async ({ ticketIds }) => {
      const sorted = [...new Set(ticketIds)].toSorted((a, b) => a - b)
      return { tickets: sorted.map((id) => presences.on(id)).filter(({ agents }) => agents.length > 0) }
    },
  }
}

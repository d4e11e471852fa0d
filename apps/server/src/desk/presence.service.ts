import { MAX_PRESENCES, type PresenceService } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { agentIdFor } from './current-agent.ts'
import { deleteOldPresences, deletePresence, listPresences, upsertPresence } from './presences.repository.ts'

// As many agents as can be on the tickets of one call.
const MAX_AGENTS = 1_000

/** The rules of `desk.presence.*`. */
export function presenceService({ db, actor }: TicketDependencies): PresenceService {
  return {
    async beat({ ticketId, state }) {
      const agentId = agentIdFor('state', actor)
      if (!(await hasTicket(db, ticketId))) throw ticketNotFound(ticketId)
      if (state === 'gone') await deletePresence(db, { ticketId, agentId })
      else await upsertPresence(db, { ticketId, agentId, state })
      await deleteOldPresences(db, agentId, MAX_PRESENCES)
      const [presence] = await listPresences(db, [ticketId], MAX_AGENTS)
      return presence ?? { ticketId, agents: [] }
    },

    list: async ({ ticketIds }) => ({ tickets: await listPresences(db, ticketIds, MAX_AGENTS) }),
  }
}

async function hasTicket(db: Kysely<Database>, id: number): Promise<boolean> {
  const row = await db.selectFrom('support_tickets').select('ticket_id').where('ticket_id', '=', id).executeTakeFirst()
  return row !== undefined
}

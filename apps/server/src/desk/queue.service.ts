import type { QueueService } from '@kinconecta/support-contracts'
import { timelinePage } from '../events/timeline.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { agentIdFor } from './current-agent.ts'
import { findDeskTicket } from './desk-tickets.repository.ts'
import { queuePage } from './queue-page.ts'
import { upsertTicketRead } from './ticket-reads.repository.ts'

/** The rules of `desk.tickets.*` with which agents find their work. */
export function queueService({ db, lists, actor, scope, clock }: TicketDependencies): QueueService {
  return {
    list: (query) => queuePage({ lists, actor, clock }, query),

    async timeline(query) {
      if (!(await findDeskTicket(db, query.id, clock()))) throw ticketNotFound(query.id)
      return timelinePage(lists, query, scope, 'staff')
    },

    async markRead({ id }) {
      const agentId = agentIdFor('id', actor)
      const readAt = await upsertTicketRead(db, id, agentId, clock())
      if (readAt === undefined) throw ticketNotFound(id)
      return { ticketId: id, readAt }
    },
  }
}

import { operation } from '../trpc.ts'
import { PresenceBeat, PresenceQuery, Presences, TicketPresence } from './presence.ts'

const tags = ['Desk']

/** The procedures of `desk.presence.*`. */
export const deskPresence = {
  beat: operation({
    openapi: {
      method: 'POST',
      path: '/desk/presence',
      tags,
      summary: 'Say that the caller views or writes on a ticket',
    },
    success: {
      status: 200,
      description: 'The agents on the ticket now.',
      isFleeting: true,
      isRepeatable: true,
    },
    errors: ['TICKET_NOT_FOUND'],
    events: [],
  })
    .input(PresenceBeat)
    .output(TicketPresence)
    .mutation(({ ctx, input }) => ctx.desk.presence.beat(input)),

  list: operation({
    openapi: { method: 'GET', path: '/desk/presence', tags, summary: 'List the agents on tickets' },
    success: { status: 200, description: 'The agents on these tickets now.', isFleeting: true },
  })
    .input(PresenceQuery)
    .output(Presences)
    .query(({ ctx, input }) => ctx.desk.presence.list(input)),
}

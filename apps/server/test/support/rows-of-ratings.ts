import type { Ids } from './operation-ids.ts'

const onTicket = ({ ticketId }: Ids) => ({ id: ticketId })
const rated = { type: 'ticket.rated', data: { score: 4 } } as const

/** How a test calls the operations of ratings. */
export const rowsOfRatings = {
  'satisfaction.rate': {
    names: 'ticketId',
    after: 'desk.tickets.transition',
    input: ({ ticketId }: Ids) => ({ id: ticketId, score: 4, comment: 'Muy amables' }),
    events: [rated],
  },
  'satisfaction.rateByToken': {
    names: 'nothing',
    input: () => ({ token: 'kinr_forged', score: 4 }),
    allowed: 'LINK_INVALID',
    events: [rated],
  },
  'desk.satisfaction.get': { names: 'ticketId', input: onTicket },
  'desk.satisfaction.createToken': {
    names: 'ticketId',
    after: 'desk.tickets.transition',
    input: onTicket,
    events: [],
  },
} as const

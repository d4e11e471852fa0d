interface TicketIds {
  ticketId: number
}

const onTicket = ({ ticketId }: TicketIds) => ({ id: ticketId })
const rated = { type: 'ticket.rated', data: { score: 4 } } as const

/** How a test calls the operations of ratings. */
export const rowsOfRatings = {
  'satisfaction.rate': {
    names: 'ticketId',
    after: 'desk.tickets.transition',
    input: ({ ticketId }: TicketIds) => ({ id: ticketId, score: 4, comment: 'Muy amables' }),
    events: [rated] as (typeof rated)[],
  },
  'satisfaction.rateByToken': {
    names: 'nothing',
    input: () => ({ token: 'kinr_forged', score: 4 }),
    allowed: 'LINK_INVALID',
    events: [rated] as (typeof rated)[],
  },
  'desk.satisfaction.get': { names: 'ticketId', input: onTicket },
  'desk.satisfaction.createToken': {
    names: 'ticketId',
    after: 'desk.tickets.transition',
    input: onTicket,
    events: [] as never[],
  },
} as const

import { Ref } from '../core/ids.ts'
import { operation } from '../trpc.ts'
import { Rating, RatingInput, RatingToken, TicketRatings, TokenRatingInput } from './rating.ts'

const tags = ['Satisfaction']
const success = { status: 200, description: 'The rating.', isFleeting: true } as const

/** The procedures of `satisfaction.*`. */
export const satisfaction = {
  rate: operation({
    openapi: {
      method: 'PUT',
      path: '/support_tickets/{id}/satisfaction',
      tags,
      summary: 'Rate the resolution of a ticket',
    },
    success,
    errors: ['TICKET_NOT_FOUND', 'STATUS_CONFLICT', 'RATING_NOT_EDITABLE'],
    events: ['ticket.rated'],
  })
    .input(RatingInput)
    .output(Rating)
    .mutation(({ ctx, input }) => ctx.satisfaction.rate(input)),

  rateByToken: operation({
    openapi: { method: 'PUT', path: '/satisfaction', tags, summary: 'Rate a resolution with a token' },
    success,
    errors: ['LINK_INVALID', 'RATING_NOT_EDITABLE'],
    events: ['ticket.rated'],
  })
    .input(TokenRatingInput)
    .output(Rating)
    .mutation(({ ctx, input }) => ctx.satisfaction.rateByToken(input)),
}

/** The procedures of `desk.satisfaction.*`. */
export const deskSatisfaction = {
  get: operation({
    openapi: {
      method: 'GET',
      path: '/desk/tickets/{id}/satisfaction',
      tags: ['Desk'],
      summary: 'Get the ratings of a ticket',
    },
    success: { status: 200, description: 'The ratings, with their comments.', isFleeting: true },
    errors: ['TICKET_NOT_FOUND'],
  })
    .input(Ref)
    .output(TicketRatings)
    .query(({ ctx, input }) => ctx.desk.satisfaction.get(input)),

  createToken: operation({
    openapi: {
      method: 'POST',
      path: '/desk/tickets/{id}/satisfaction_token',
      tags: ['Desk'],
      summary: 'Make a token with which the resolution of a ticket can be rated',
    },
    success: {
      status: 201,
      description: 'The token. It can rate this resolution, and nothing else.',
      isFleeting: true,
      isSecret: true,
    },
    errors: ['TICKET_NOT_FOUND', 'STATUS_CONFLICT'],
    events: [],
  })
    .input(Ref.meta({ examples: [{}] }))
    .output(RatingToken)
    .mutation(({ ctx, input }) => ctx.desk.satisfaction.createToken(input)),
}

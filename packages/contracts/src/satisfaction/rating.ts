import { z } from 'zod'
import { Id, Ref } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { Timestamp } from '../core/timestamps.ts'
import { AgentId } from '../desk/desk-fields.ts'

/** For how long a rating can be changed, in days. */
export const RATING_CHANGEABLE_DAYS = 7

/** The most ratings of a ticket that are listed. */
export const MAX_LISTED_RATINGS = 50

/** How satisfied a requester is. */
export const SatisfactionScore = z
  .int()
  .min(1)
  .max(5)
  .meta({ id: 'SatisfactionScore', description: 'From 1 (not satisfied at all) to 5 (very satisfied).' })

const comment = text(2_000).nullable().meta({ description: 'What the requester says about it.' })

/** A rating as its requester sees it. */
export const Rating = z
  .object({
    score: SatisfactionScore,
    comment,
    ratedAt: Timestamp.meta({ description: 'When the resolution was first rated.' }),
    changeableUntil: Timestamp.meta({ description: 'Until when the rating can be changed.' }),
  })
  .meta({ id: 'Rating' })
export type Rating = z.infer<typeof Rating>

const rating = { score: SatisfactionScore, comment: comment.optional() }

/** The input that rates the resolution of a ticket, or replaces its rating. */
export const RatingInput = z
  .object({ ...Ref.shape, ...rating })
  .meta({ id: 'RatingInput', examples: [{ score: 5, comment: 'Quick and friendly.' }] })
export type RatingInput = z.infer<typeof RatingInput>

/** The input that rates the resolution for which a token was made. */
export const TokenRatingInput = z
  .object({
    token: z.string().min(1).max(200).meta({ description: 'The token of `desk.satisfaction.createToken`.' }),
    ...rating,
  })
  .meta({ id: 'TokenRatingInput', examples: [{ token: 'kinr_…', score: 5, comment: 'Quick and friendly.' }] })
export type TokenRatingInput = z.infer<typeof TokenRatingInput>

/** A token with which one resolution can be rated, without an account. */
export const RatingToken = z
  .object({
    token: z.string().meta({
      description: 'The token. Put it behind the # of a link, which browsers do not send and servers do not log.',
    }),
    expiresAt: Timestamp.meta({ description: 'When the token expires, 30 days after it was made.' }),
  })
  .meta({ id: 'RatingToken' })
export type RatingToken = z.infer<typeof RatingToken>

/** A rating as staff see it. */
export const DeskRating = z
  .object({
    ratingId: Id,
    score: SatisfactionScore,
    comment,
    ratedAt: Timestamp.meta({ description: 'When the resolution was first rated.' }),
    changedAt: Timestamp.meta({ description: 'When the rating was last changed.' }),
    resolvedAt: Timestamp.meta({ description: 'When the ticket got this resolution.' }),
    agentId: AgentId.nullable().meta({ description: 'Who had the ticket when it was rated.' }),
    teamId: Id.nullable().meta({ description: 'The team that had the ticket when it was rated.' }),
  })
  .meta({ id: 'DeskRating' })
export type DeskRating = z.infer<typeof DeskRating>

/** The ratings of a ticket: one for each resolution that was rated. */
export const TicketRatings = z
  .object({
    ticketId: Id,
    ratings: z.array(DeskRating).meta({ description: 'The newest first, at most 50.' }),
  })
  .meta({ id: 'TicketRatings' })
export type TicketRatings = z.infer<typeof TicketRatings>

import type { Ref } from '../core/ids.ts'
import type { Rating, RatingInput, RatingToken, TicketRatings, TokenRatingInput } from './rating.ts'

/** What requesters do. Every method rejects with a SupportError that the operation declares. */
export interface SatisfactionService {
  rate(input: RatingInput): Promise<Rating>
  rateByToken(input: TokenRatingInput): Promise<Rating>
}

/** What staff do. */
export interface DeskSatisfactionService {
  get(ref: Ref): Promise<TicketRatings>
  createToken(ref: Ref): Promise<RatingToken>
}

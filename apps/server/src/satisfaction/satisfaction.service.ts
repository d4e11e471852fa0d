import {
  changeableUntil,
  type DeskSatisfactionService,
  isRateable,
  type Rating,
  type RatingInput,
  refuseLateRating,
  refuseUnresolved,
  type SatisfactionService,
  SupportError,
} from '@kinconecta/support-contracts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { ratingTokenOf, resolutionOfToken } from './rating-tokens.ts'
import {
  findRating,
  findSigningKey,
  findTicketToRate,
  listRatings,
  lockTicketToRate,
  type StoredRating,
  type TicketToRate,
  upsertRating,
} from './ratings.repository.ts'

/** The rules of `satisfaction.*`: what requesters do. */
export function satisfactionService(dependencies: TicketDependencies): SatisfactionService {
  const { db, clock, scope } = dependencies
  return {
    async rate({ id, ...rating }) {
      const ticket = await lockTicketToRate(db, id, scope)
      if (!ticket) throw ticketNotFound(id)
      refuseUnresolved(ticket)
      return rateTicket(dependencies, ticket, rating)
    },

    async rateByToken({ token, ...rating }) {
      const { ticketId, resolvedAtUs } = resolutionOfToken(token, await findSigningKey(db), clock())
      const ticket = await lockTicketToRate(db, ticketId, { kind: 'all' })
      // Whoever has the token learns nothing of the ticket, also not whether it was opened again.
      const isCurrent = ticket && isRateable(ticket) && ticket.resolvedAtUs === resolvedAtUs
      if (!isCurrent) throw new SupportError('LINK_INVALID')
      return rateTicket(dependencies, ticket, rating)
    },
  }
}

/** The rules of `desk.satisfaction.*`. Only callers that reach all tickets may use it. */
export function deskSatisfactionService({ db, clock, scope }: TicketDependencies): DeskSatisfactionService {
  const get = async (id: number): Promise<TicketToRate> => {
    const ticket = await findTicketToRate(db, id, scope)
    if (!ticket) throw ticketNotFound(id)
    return ticket
  }
  return {
    async get({ id }) {
      const { ticketId } = await get(id)
      return { ticketId, ratings: await listRatings(db, ticketId) }
    },

    async createToken({ id }) {
      const ticket = await get(id)
      refuseUnresolved(ticket)
      const resolution = { ticketId: id, resolvedAtUs: ticket.resolvedAtUs! }
      return ratingTokenOf(resolution, await findSigningKey(db), clock())
    },
  }
}

/** Rates the current resolution of a locked ticket, or replaces its rating. */
async function rateTicket(
  { db, clock, record }: TicketDependencies,
  ticket: TicketToRate,
  { score, comment: given }: Pick<RatingInput, 'score' | 'comment'>,
): Promise<Rating> {
  const { ticketId, version } = ticket
  const before = await findRating(db, ticketId)
  if (before) refuseLateRating(before.ratedAt, clock())
  const comment = given === undefined ? (before?.comment ?? null) : given
  if (before?.score === score && before.comment === comment) return shown(before)
  const after = await upsertRating(db, ticketId, { score, comment }, clock())
  record({ type: 'ticket.rated', ticketId, version, data: { score } }, ticket)
  return shown(after)
}

function shown(rating: StoredRating): Rating {
  return { ...rating, changeableUntil: changeableUntil(rating.ratedAt) }
}

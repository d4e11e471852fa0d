import {
  changeableUntil,
  type DeskSatisfactionService,
  isRateable,
  MAX_LISTED_RATINGS,
  type Rating,
  type RatingInput,
  refuseLateRating,
  refuseUnresolved,
  type SatisfactionService,
  SupportError,
  type Ticket,
} from '@kinconecta/support-contracts'
import type { Contents } from './services.ts'
import type { Versioned } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

const TOKEN_LIFETIME_MS = 30 * 86_400_000

/** The rules of `satisfaction.*` in memory. */
export function satisfactionService(contents: Contents, now: () => string): SatisfactionService {
  const { tickets, ratings } = contents
  return {
    rate: async ({ id, ...rating }) => {
      const ticket = tickets.get(id)
      refuseUnresolved(resolutionOf(contents, ticket))
      return rateTicket(contents, ticket, rating, now())
    },
    rateByToken: async ({ token, ...rating }) => {
      const resolution = ratings.tokens.get(token)
      const ticket = tickets.find(resolution?.ticketId)
      const isCurrent =
        ticket &&
        resolution &&
        resolution.expiresAt > wireTimestamp(now()) &&
        isRateable(resolutionOf(contents, ticket)) &&
        contents.desk.get(ticket).resolvedAt === resolution.resolvedAt
      if (!isCurrent) throw new SupportError('LINK_INVALID')
      return rateTicket(contents, ticket, rating, now())
    },
  }
}

/** The rules of `desk.satisfaction.*` in memory. */
export function deskSatisfactionService(contents: Contents, now: () => string): DeskSatisfactionService {
  const { tickets, ratings, desk } = contents
  return {
    get: async ({ id }) => ({
      ticketId: tickets.get(id).ticketId,
      ratings: ratings.of(id).slice(0, MAX_LISTED_RATINGS),
    }),
    createToken: async ({ id }) => {
      const ticket = tickets.get(id)
      refuseUnresolved(resolutionOf(contents, ticket))
      const token = `kinr_${crypto.randomUUID()}`
      const expiresAt = wireTimestamp(new Date(Date.parse(now()) + TOKEN_LIFETIME_MS).toISOString())
      ratings.tokens.set(token, { ticketId: id, resolvedAt: desk.get(ticket).resolvedAt!, expiresAt })
      return { token, expiresAt }
    },
  }
}

function resolutionOf({ desk }: Contents, ticket: Ticket) {
  const { resolvedAt, resolutionCode } = desk.get(ticket)
  return { ticketId: ticket.ticketId, status: ticket.status, isResolved: resolvedAt !== null, resolutionCode }
}

function rateTicket(
  { desk, ratings, log }: Contents,
  ticket: Versioned<Ticket>,
  { score, comment: given }: Pick<RatingInput, 'score' | 'comment'>,
  now: string,
): Rating {
  const { ticketId, version } = ticket
  const { resolvedAt, assigneeId: agentId, teamId } = desk.get(ticket)
  const before = ratings.of(ticketId).find((rating) => rating.resolvedAt === resolvedAt)
  if (before) refuseLateRating(before.ratedAt, now)
  const ratedAt = before?.ratedAt ?? wireTimestamp(now)
  const comment = given === undefined ? (before?.comment ?? null) : given
  const rating = { score, comment, ratedAt, changeableUntil: changeableUntil(ratedAt) }
  if (before?.score === score && before.comment === comment) return rating
  const who = before ? { agentId: before.agentId, teamId: before.teamId } : { agentId, teamId }
  const changedAt = wireTimestamp(now)
  ratings.put(ticketId, { score, comment, ratedAt, changedAt, resolvedAt: resolvedAt!, ...who })
  desk.change(ticket, { satisfaction: { score, ratedAt } })
  log.record({ type: 'ticket.rated', ticketId, version, data: { score } })
  return rating
}

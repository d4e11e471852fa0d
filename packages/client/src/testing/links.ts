import {
  INVERSE_RELATIONS,
  type LinkService,
  MAX_LINKS,
  SupportError,
  type TicketLink,
  type TicketLinkCreate,
} from '@kinconecta/support-contracts'
import type { LinkRow } from './merges.ts'
import type { Contents } from './services.ts'
import { wireTimestamp } from './timestamps.ts'

/** The rules of `desk.links.*` in memory. */
export function linkService(contents: Contents, now: () => string): LinkService {
  const { tickets, links } = contents
  return {
    list: async ({ id }) => ({ ticketId: tickets.get(id).ticketId, links: linksOf(contents, id) }),
    create: async (input) => linkTickets(contents, input, now()),
    delete: async ({ id, linkId }) => {
      tickets.get(id)
      const removed = linksOf(contents, id).find((link) => link.linkId === linkId)
      if (!removed) throw new SupportError('LINK_NOT_FOUND', `Support ticket ${id} has no link ${linkId}`)
      links.delete(linkId)
      recordOnBoth(contents, 'ticket.link_removed', removed)
      return null
    },
  }
}

/** Links a ticket to another one. Returns the link; if there is the same one already, this one. */
export function linkTickets(contents: Contents, input: TicketLinkCreate, now: string): TicketLink {
  const { tickets, links } = contents
  const { id: ticketId, relation, otherTicketId } = input
  if (ticketId === otherTicketId) throw new SupportError('INVALID_INPUT', 'otherTicketId: Must be another ticket')
  for (const each of [ticketId, otherTicketId].toSorted((a, b) => a - b)) tickets.get(each)
  const find = () =>
    linksOf(contents, ticketId).find((each) => each.relation === relation && each.otherTicketId === otherTicketId)
  const same = find()
  if (same) return same
  for (const each of [ticketId, otherTicketId]) {
    if (linksOf(contents, each).length < MAX_LINKS) continue
    throw new SupportError('LINK_LIMIT_REACHED', `Support ticket ${each} can have at most ${MAX_LINKS} links`)
  }
  const linkId = Math.max(0, ...links.keys()) + 1
  links.set(linkId, { linkId, ticketId, relation, otherTicketId, createdAt: wireTimestamp(now) })
  recordOnBoth(contents, 'ticket.link_added', { ticketId, relation, otherTicketId })
  return find()!
}

/** The links of a ticket in both directions. Those to deleted tickets are left out. */
function linksOf({ tickets, links }: Contents, id: number): TicketLink[] {
  return [...links.values()].flatMap((row) => {
    if (row.ticketId !== id && row.otherTicketId !== id) return []
    const isOwn = row.ticketId === id
    const other = tickets.find(isOwn ? row.otherTicketId : row.ticketId)
    if (!other) return []
    const relation = isOwn ? row.relation : INVERSE_RELATIONS[row.relation]
    const { ticketId: otherTicketId, subject: otherSubject, status: otherStatus } = other
    return [{ ...row, ticketId: id, relation, otherTicketId, otherSubject, otherStatus }]
  })
}

function recordOnBoth(
  { tickets, log }: Contents,
  type: 'ticket.link_added' | 'ticket.link_removed',
  { ticketId, relation, otherTicketId }: Pick<LinkRow, 'ticketId' | 'relation' | 'otherTicketId'>,
): void {
  log.record({ type, ticketId, version: tickets.get(ticketId).version, data: { relation, otherTicketId } })
  const data = { relation: INVERSE_RELATIONS[relation], otherTicketId: ticketId }
  log.record({ type, ticketId: otherTicketId, version: tickets.get(otherTicketId).version, data })
}

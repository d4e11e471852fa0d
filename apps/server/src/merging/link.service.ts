import {
  INVERSE_RELATIONS,
  type LinkService,
  MAX_LINKS,
  SupportError,
  type TicketLink,
  type TicketLinkCreate,
} from '@kinconecta/support-contracts'
import { type LockedTicket, lockTicketOfAttachments } from '../tickets/tickets.repository.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { deleteLink, insertLink, type LinkKey, listLinks } from './links.repository.ts'

/** The rules of `desk.links.*`. Only callers that reach all tickets may use it. */
export function linkService(dependencies: TicketDependencies): LinkService {
  const { db, scope, findTicket } = dependencies
  return {
    async list({ id }) {
      if (!(await findTicket(id, scope))) throw ticketNotFound(id)
      return { ticketId: id, links: await listLinks(db, id) }
    },

    create: (input) => linkTickets(dependencies, input),

    async delete({ id, linkId }) {
      const ticket = await lockTicketOfAttachments(db, id, scope)
      if (!ticket) throw ticketNotFound(id)
      const removed = await deleteLink(db, id, linkId)
      if (!removed) throw new SupportError('LINK_NOT_FOUND', `Support ticket ${id} has no link ${linkId}`)
      const other = await lockTicketOfAttachments(db, removed.otherTicketId, scope)
      recordOnBoth(dependencies, 'ticket.link_removed', removed, [ticket, other!])
      return null
    },
  }
}

/** Links a ticket to another one. Returns the link; if there is the same one already, this one. */
export async function linkTickets(
  dependencies: TicketDependencies,
  { id, relation, otherTicketId }: TicketLinkCreate,
): Promise<TicketLink> {
  const { db, scope, clock } = dependencies
  if (id === otherTicketId) throw new SupportError('INVALID_INPUT', 'otherTicketId: Must be another ticket')
  const locked = new Map<number, LockedTicket>()
  for (const each of [id, otherTicketId].toSorted((a, b) => a - b)) {
    const ticket = await lockTicketOfAttachments(db, each, scope, true)
    if (!ticket) throw ticketNotFound(each)
    locked.set(each, ticket)
  }
  const key = { ticketId: id, relation, otherTicketId }
  const find = async () =>
    (await listLinks(db, id)).find((link) => link.relation === relation && link.otherTicketId === otherTicketId)
  const same = await find()
  if (same) return same
  for (const each of [id, otherTicketId]) await refuseMoreLinks(dependencies, each)
  await insertLink(db, key, clock())
  recordOnBoth(dependencies, 'ticket.link_added', key, [locked.get(id)!, locked.get(otherTicketId)!])
  return (await find())!
}

/** Throws LINK_LIMIT_REACHED if a ticket has the most links. */
async function refuseMoreLinks({ db }: TicketDependencies, ticketId: number): Promise<void> {
  if ((await listLinks(db, ticketId)).length < MAX_LINKS) return
  throw new SupportError('LINK_LIMIT_REACHED', `Support ticket ${ticketId} can have at most ${MAX_LINKS} links`)
}

function recordOnBoth(
  { record }: TicketDependencies,
  type: 'ticket.link_added' | 'ticket.link_removed',
  { ticketId, relation, otherTicketId }: LinkKey,
  [ticket, other]: [LockedTicket, LockedTicket],
): void {
  record({ type, ticketId, version: ticket.version, data: { relation, otherTicketId } }, ticket)
  const data = { relation: INVERSE_RELATIONS[relation], otherTicketId: ticketId }
  record({ type, ticketId: otherTicketId, version: other.version, data }, other)
}

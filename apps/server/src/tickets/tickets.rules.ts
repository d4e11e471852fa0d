import {
  type Actor,
  SupportError,
  type Ticket,
  type TicketCreate,
  type TicketUpdate,
} from '@kinconecta/support-contracts'

/** The answer for a ticket that is not there, and for one of another's. */
export function ticketNotFound(id: number, cause?: unknown): SupportError {
  return new SupportError('TICKET_NOT_FOUND', `Support ticket ${id} not found`, { cause })
}

/** The user whose tickets alone `actor` may list; undefined for all. */
export function listedUser(actor: Actor): number | undefined {
  return actor.kind === 'member' ? actor.userId : undefined
}

/** The ticket that `actor` creates by this input: what it may not choose, the server sets. */
export function creationBy(actor: Actor, input: TicketCreate): TicketCreate {
  if (actor.kind !== 'guest' && actor.kind !== 'member') return input
  const set =
    actor.kind === 'guest'
      ? ({ userId: null, roleContext: 'GUEST', status: 'OPEN' } as const)
      : ({ userId: actor.userId, roleContext: actor.role, status: 'OPEN' } as const)
  refuseOthers(input, set)
  return { ...withoutMoments(input), ...set }
}

/** The update that `actor` makes of `ticket` by this input. */
export function updateBy(actor: Actor, ticket: Ticket, input: TicketUpdate): TicketUpdate {
  if (actor.kind !== 'member') return input
  const { userId, roleContext } = ticket
  refuseOthers(input, { userId, roleContext, status: memberMaySet(ticket.status, input.status) })
  return withoutMoments(input)
}

/** A member may close its ticket, and open a resolved one again. */
function memberMaySet(current: Ticket['status'], wanted: Ticket['status'] | undefined): Ticket['status'] {
  const isAllowed = wanted === 'CLOSED' || (wanted === 'OPEN' && current === 'RESOLVED')
  return isAllowed ? wanted : current
}

/** Members that were sent have to equal what the server sets. */
function refuseOthers(input: TicketCreate, set: Partial<TicketCreate>): void {
  const refused = (Object.keys(set) as (keyof TicketCreate)[]).filter(
    (name) => input[name] !== undefined && input[name] !== set[name],
  )
  if (refused.length === 0) return
  throw new SupportError('FIELD_NOT_ALLOWED', `This caller may not choose ${refused.join(', ')}; leave it out`)
}

/** The help form sends the browser's clock; the moments of guests and members are the server's. */
function withoutMoments<Input extends TicketCreate>(input: Input): Input {
  return { ...input, createdAt: undefined, updatedAt: undefined }
}

import {
  type Actor,
  SupportError,
  type Ticket,
  type TicketCreate,
  type TicketUpdate,
} from '@kinconecta/support-contracts'

/** The error for a ticket that does not exist or is outside the scope. */
export function ticketNotFound(id: number, cause?: unknown): SupportError {
  return new SupportError('TICKET_NOT_FOUND', `Support ticket ${id} not found`, { cause })
}

/**
 * Returns the ticket to create for this input. The server sets the fields that `actor` may not set. Throws
 * FIELD_NOT_ALLOWED if the input has other values for them.
 */
export function creationBy(actor: Actor, input: TicketCreate): TicketCreate {
  if (actor.kind !== 'guest' && actor.kind !== 'member') return input
  const set =
    actor.kind === 'guest'
      ? ({ userId: null, roleContext: 'GUEST', status: 'OPEN' } as const)
      : ({ userId: actor.userId, roleContext: actor.role, status: 'OPEN' } as const)
  refuseOthers(input, set)
  return { ...withoutTimestamps(input), ...set }
}

/** Returns the update of `ticket` for this input. Throws FIELD_NOT_ALLOWED for fields that `actor` may not change. */
export function updateBy(actor: Actor, ticket: Ticket, input: TicketUpdate): TicketUpdate {
  if (actor.kind !== 'member') return input
  const { userId, roleContext } = ticket
  refuseOthers(input, { userId, roleContext, status: allowedStatus(ticket.status, input.status) })
  return withoutTimestamps(input)
}

/** Returns `wanted` if a member may set it, else `current`. Members may close tickets and reopen resolved ones. */
function allowedStatus(current: Ticket['status'], wanted: Ticket['status'] | undefined): Ticket['status'] {
  const isAllowed = wanted === 'CLOSED' || (wanted === 'OPEN' && current === 'RESOLVED')
  return isAllowed ? wanted : current
}

/** Throws FIELD_NOT_ALLOWED for fields of the input that differ from those that the server sets. */
function refuseOthers(input: TicketCreate, set: Partial<TicketCreate>): void {
  const refused = (Object.keys(set) as (keyof TicketCreate)[]).filter(
    (name) => input[name] !== undefined && input[name] !== set[name],
  )
  if (refused.length === 0) return
  throw new SupportError('FIELD_NOT_ALLOWED', `This caller may not set ${refused.join(', ')}`)
}

/** The help form sends timestamps of the browser's clock. For guests and members, the server sets them instead. */
function withoutTimestamps<Input extends TicketCreate>(input: Input): Input {
  return { ...input, createdAt: undefined, updatedAt: undefined }
}

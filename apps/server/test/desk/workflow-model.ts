// A simple model of the workflow, for workflow.property.test.ts. It is written apart from the rules of the contract.

export type Status = 'OPEN' | 'IN_PROGRESS' | 'RESOLVED' | 'CLOSED'
export type ActorName = 'ana' | 'ben' | 'boss' | 'key'

export interface ModelTicket {
  status: Status
  priority: string
  waitingOn: string
  assigneeId: string | null
  tags: string[]
  followerIds: string[]
  resolutionCode: string | null
  duplicateOf: number | null
  isSnoozed: boolean
  snoozedUntil: number | null
}

export type Command =
  | { do: 'take'; force: boolean }
  | { do: 'release' | 'follow' | 'unfollow' | 'unsnooze' }
  | { do: 'assign'; agentId: string | null }
  | { do: 'snooze'; hours: number | null }
  | { do: 'update'; priority?: string; waitingOn?: string; tags?: string[] }
  | { do: 'transition'; name: string; duplicateOf: number }
  | { do: 'put'; status: Status }
  | { do: 'wait'; hours: number }

export const newTicket = (): ModelTicket => ({
  status: 'OPEN',
  priority: 'NORMAL',
  waitingOn: 'agent',
  assigneeId: null,
  tags: [],
  followerIds: [],
  resolutionCode: null,
  duplicateOf: null,
  isSnoozed: false,
  snoozedUntil: null,
})

const isDone = ({ status }: ModelTicket) => status === 'RESOLVED' || status === 'CLOSED'

function setStatus(ticket: ModelTicket, status: Status): void {
  ticket.status = status
  ticket.waitingOn = isDone(ticket) ? 'requester' : 'agent'
  ticket.isSnoozed = false
  ticket.snoozedUntil = null
  if (status !== 'CLOSED') {
    ticket.resolutionCode = null
    ticket.duplicateOf = null
  }
}

/** Steps from the statuses in which they start, and where they lead. */
const STEPS: Record<string, [Status[], Status]> = {
  start: [['OPEN'], 'IN_PROGRESS'],
  stop: [['IN_PROGRESS'], 'OPEN'],
  resolve: [['OPEN', 'IN_PROGRESS'], 'RESOLVED'],
  reopen: [['RESOLVED'], 'OPEN'],
  close: [['RESOLVED'], 'CLOSED'],
  close_as_duplicate: [['OPEN', 'IN_PROGRESS', 'RESOLVED'], 'CLOSED'],
  reopen_closed: [['CLOSED'], 'OPEN'],
}

/** Applies a command to the tickets; returns the error code with which the service has to refuse it. */
export function apply(tickets: Map<number, ModelTicket>, id: number, by: ActorName, command: Command, hour: number) {
  const ticket = tickets.get(id)!
  const isKey = by === 'key'
  switch (command.do) {
    case 'take':
      if (isKey) return 'FORBIDDEN'
      if (ticket.assigneeId !== null && ticket.assigneeId !== by && !command.force) return 'ALREADY_ASSIGNED'
      ticket.assigneeId = by
      return undefined
    case 'release':
      if (isKey) return 'FORBIDDEN'
      if (ticket.assigneeId !== null && ticket.assigneeId !== by) return 'ALREADY_ASSIGNED'
      ticket.assigneeId = null
      return undefined
    case 'follow':
    case 'unfollow':
      if (isKey) return 'FORBIDDEN'
      ticket.followerIds = ticket.followerIds.filter((follower) => follower !== by)
      if (command.do === 'follow') ticket.followerIds.push(by)
      return undefined
    case 'assign':
      if (command.agentId === 'nobody') return 'AGENT_NOT_FOUND'
      ticket.assigneeId = command.agentId
      return undefined
    case 'unsnooze':
      ticket.isSnoozed = false
      ticket.snoozedUntil = null
      return undefined
    case 'snooze':
      if (isDone(ticket)) return 'STATUS_CONFLICT'
      if (command.hours !== null && command.hours <= 0) return 'INVALID_INPUT'
      ticket.isSnoozed = true
      ticket.snoozedUntil = command.hours === null ? null : hour + command.hours
      return undefined
    case 'update':
      if (command.waitingOn !== undefined && command.waitingOn !== ticket.waitingOn && isDone(ticket))
        return 'STATUS_CONFLICT'
      ticket.waitingOn = command.waitingOn ?? ticket.waitingOn
      ticket.priority = command.priority ?? ticket.priority
      ticket.tags = command.tags ?? ticket.tags
      return undefined
    case 'transition':
      return applyTransition(tickets, id, by, command)
    case 'put':
      if (isKey) return 'FORBIDDEN' // the key has the scopes of the desk only
      if (ticket.status !== command.status) setStatus(ticket, command.status)
      return undefined
    default:
      return undefined
  }
}

function applyTransition(
  tickets: Map<number, ModelTicket>,
  id: number,
  by: ActorName,
  { name, duplicateOf }: { name: string; duplicateOf: number },
): string | undefined {
  const ticket = tickets.get(id)!
  const [from, to] = STEPS[name]!
  if (name === 'reopen_closed' && by !== 'boss') return 'FORBIDDEN'
  if (name === 'close_as_duplicate' && by === 'key') return 'FORBIDDEN'
  if (!from.includes(ticket.status)) return 'STATUS_CONFLICT'
  if (name === 'close_as_duplicate') {
    if (duplicateOf === id) return 'INVALID_INPUT'
    if (tickets.get(duplicateOf)!.duplicateOf !== null) return 'STATUS_CONFLICT'
  }
  setStatus(ticket, to)
  if (name === 'resolve') ticket.resolutionCode = 'SOLVED'
  if (name === 'close_as_duplicate') {
    ticket.resolutionCode = 'DUPLICATE'
    ticket.duplicateOf = duplicateOf
  }
  return undefined
}

/** What a reader sees at this hour. */
export function seenAt(ticket: ModelTicket, hour: number, timestampOf: (hour: number) => string) {
  const isOver = ticket.snoozedUntil !== null && ticket.snoozedUntil <= hour
  return {
    ...ticket,
    followerIds: ticket.followerIds.toSorted(),
    isSnoozed: ticket.isSnoozed && !isOver,
    snoozedUntil: ticket.snoozedUntil === null || isOver ? null : timestampOf(ticket.snoozedUntil),
  }
}

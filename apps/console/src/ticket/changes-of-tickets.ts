import type {
  TicketAssignment,
  TicketPriority,
  TicketSnooze,
  TicketTransition,
  WaitingOn,
} from '@kinconecta/support-client'
import { support } from '../app/support.ts'
import { mergeTags, type TicketChange } from './ticket-change.ts'

const { tickets } = support.desk

export function priorityChange(priority: TicketPriority): TicketChange {
  return { fields: ['priority'], send: (id, options) => tickets.update({ id, priority }, options) }
}

export function waitingChange(waitingOn: WaitingOn): TicketChange {
  return { fields: ['waitingOn'], send: (id, options) => tickets.update({ id, waitingOn }, options) }
}

export function tagsChange(tags: readonly string[]): TicketChange {
  return {
    fields: ['tags'],
    send: (id, options) => tickets.update({ id, tags: [...tags] }, options),
    mergedWith: (base, current) => tagsChange(mergeTags(base.tags, tags, current.tags)),
  }
}

export function transitionChange(transition: TicketTransition): TicketChange {
  return { fields: ['status'], send: (id, options) => tickets.transition({ id, transition }, options) }
}

export function assignmentChange(assignment: Pick<TicketAssignment, 'agentId' | 'teamId'>): TicketChange {
  const fields = (['assigneeId', 'teamId'] as const).filter(
    (field) => assignment[field === 'assigneeId' ? 'agentId' : 'teamId'] !== undefined,
  )
  return { fields, send: (id, options) => tickets.assign({ id, ...assignment }, options) }
}

/** The service itself refuses to take a ticket from somebody else. */
export function takeChange(): TicketChange {
  return { fields: ['assigneeId'], send: (id, options) => tickets.take({ id }, options) }
}

export function releaseChange(): TicketChange {
  return { fields: ['assigneeId'], send: (id, options) => tickets.release({ id }, options) }
}

export function snoozeChange(snooze: Pick<TicketSnooze, 'until' | 'untilReply'> | undefined): TicketChange {
  return {
    fields: ['isSnoozed', 'snoozedUntil', 'status'],
    send: (id, options) => (snooze ? tickets.snooze({ id, ...snooze }, options) : tickets.unsnooze({ id }, options)),
  }
}

/** Following concerns the user alone, whatever version the ticket has. */
export function followChange(isFollowing: boolean): TicketChange {
  return {
    fields: [],
    send: (id, { idempotencyKey }) =>
      isFollowing ? tickets.follow({ id }, { idempotencyKey }) : tickets.unfollow({ id }, { idempotencyKey }),
  }
}

import type { WorkflowTicket } from '../desk/workflow.ts'
import type { ReplyEffects } from '../messages/reply-effects.ts'
import type { ChangeOf } from './event.ts'

/** A ticket with the version that requesters see, which is the version of events. */
type Versioned = WorkflowTicket & { publicVersion: number }

type DeskChange = ChangeOf<
  | 'ticket.status_changed'
  | 'ticket.resolution_changed'
  | 'ticket.assigned'
  | 'ticket.priority_changed'
  | 'ticket.tags_changed'
  | 'ticket.waiting_on_changed'
  | 'ticket.snoozed'
  | 'ticket.unsnoozed'
  | 'ticket.follower_added'
  | 'ticket.follower_removed'
>
type Described = { [Type in DeskChange['type']]: Pick<ChangeOf<Type>, 'type' | 'data'> }[DeskChange['type']]

/**
 * The events of a change of the desk. What always changes with the status (see `statusEffects`) is part of
 * `ticket.status_changed` and has no event of its own.
 */
export function deskChanges(before: Versioned, after: Versioned): DeskChange[] {
  const { ticketId, publicVersion: version } = after
  const described = [
    ...(before.status === after.status ? ownChanges(before, after) : statusChanges(before, after)),
    ...assignment(before, after),
    ...(before.priority === after.priority
      ? []
      : [{ type: 'ticket.priority_changed', data: { from: before.priority, to: after.priority } } as const]),
    ...tags(before.tagIds, after.tagIds),
    ...followers(before.followerIds, after.followerIds),
  ]
  return described.map(({ type, data }) => ({ type, ticketId, version, data }) as DeskChange)
}

function statusChanges(before: WorkflowTicket, after: WorkflowTicket): Described[] {
  const { resolutionCode, duplicateOf } = after
  const isResolutionNew = resolutionCode !== null && resolutionCode !== before.resolutionCode
  return [
    { type: 'ticket.status_changed', data: { from: before.status, to: after.status } },
    ...(isResolutionNew ? [{ type: 'ticket.resolution_changed', data: { resolutionCode, duplicateOf } } as const] : []),
  ]
}

/** The changes that a new status would include. */
function ownChanges(before: WorkflowTicket, after: WorkflowTicket): Described[] {
  const waitingOn = { from: before.waitingOn, to: after.waitingOn }
  const isSnoozeNew = before.isSnoozed !== after.isSnoozed || before.snoozedUntil !== after.snoozedUntil
  const snooze: Described = after.isSnoozed
    ? { type: 'ticket.snoozed', data: { until: after.snoozedUntil } }
    : { type: 'ticket.unsnoozed', data: {} }
  return [
    ...(waitingOn.from === waitingOn.to ? [] : [{ type: 'ticket.waiting_on_changed', data: waitingOn } as const]),
    ...(isSnoozeNew ? [snooze] : []),
  ]
}

function assignment(before: WorkflowTicket, after: WorkflowTicket): Described[] {
  if (before.assigneeId === after.assigneeId && before.teamId === after.teamId) return []
  const data = {
    fromAgentId: before.assigneeId,
    toAgentId: after.assigneeId,
    fromTeamId: before.teamId,
    toTeamId: after.teamId,
  }
  return [{ type: 'ticket.assigned', data }]
}

function tags(before: readonly number[], after: readonly number[]): Described[] {
  const data = { addedTagIds: without(after, before), removedTagIds: without(before, after) }
  const isSame = data.addedTagIds.length === 0 && data.removedTagIds.length === 0
  return isSame ? [] : [{ type: 'ticket.tags_changed', data }]
}

function followers(before: readonly string[], after: readonly string[]): Described[] {
  return [
    ...without(after, before).map((agentId) => ({ type: 'ticket.follower_added', data: { agentId } }) as const),
    ...without(before, after).map((agentId) => ({ type: 'ticket.follower_removed', data: { agentId } }) as const),
  ]
}

function without<Value>(values: readonly Value[], others: readonly Value[]): Value[] {
  return values.filter((value) => !others.includes(value))
}

/**
 * The events of what a reply changes of its ticket, besides the message. `before` is the ticket before the reply, and
 * `version` the version that requesters see after it.
 */
export function replyChanges(
  before: Pick<WorkflowTicket, 'ticketId' | 'status' | 'waitingOn' | 'isSnoozed'>,
  version: number,
  { reopens, waitingOn, endsSnooze }: ReplyEffects,
): ChangeOf<'ticket.status_changed' | 'ticket.waiting_on_changed' | 'ticket.unsnoozed'>[] {
  const { ticketId } = before
  if (reopens) {
    return [{ type: 'ticket.status_changed', ticketId, version, data: { from: before.status, to: 'OPEN' } }]
  }
  const waiting = { from: before.waitingOn, to: waitingOn }
  return [
    ...(waiting.from === waiting.to
      ? []
      : [{ type: 'ticket.waiting_on_changed', ticketId, version, data: waiting } as const]),
    ...(endsSnooze && before.isSnoozed ? [{ type: 'ticket.unsnoozed', ticketId, version, data: {} } as const] : []),
  ]
}

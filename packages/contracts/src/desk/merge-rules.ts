import { SupportError } from '../core/errors.ts'
import { msOf } from '../core/time.ts'
import type { DeskTicket } from './desk-ticket.ts'
import { MAX_MERGED_ATTACHMENTS, MERGE_UNDO_HOURS } from './merge.ts'
import { MAX_FOLLOWERS, fieldsOfStatus, UNSNOOZED, type WorkflowFields, type WorkflowTicket } from './workflow.ts'

// The rules of merging, without a database: the service and its fake share them.

type Requester = Pick<DeskTicket, 'userId' | 'email'>
type MergeableTicket = WorkflowTicket & Requester

/**
 * Whether two tickets have the same requester: the same user, or guests with the same e-mail address. The address of a
 * guest is not verified, so the token of a ticket does not open what a merge brings.
 */
export function isSameRequester(one: Requester, other: Requester): boolean {
  if (one.userId !== null || other.userId !== null) return one.userId === other.userId
  return one.email.toLowerCase() === other.email.toLowerCase()
}

/** Throws INVALID_INPUT, STATUS_CONFLICT or REQUESTER_MISMATCH if `source` cannot be merged into `target`. */
export function refuseMerge(source: MergeableTicket, target: MergeableTicket): void {
  if (source.ticketId === target.ticketId) throw new SupportError('INVALID_INPUT', 'into: Must be another ticket')
  for (const { ticketId, mergedInto } of [source, target]) {
    if (mergedInto === null) continue
    throw new SupportError('STATUS_CONFLICT', `Support ticket ${ticketId} is merged into ${mergedInto}; use that one`)
  }
  if (!isSameRequester(source, target)) {
    const sentence = `Support tickets ${source.ticketId} and ${target.ticketId} have different requesters`
    throw new SupportError('REQUESTER_MISMATCH', sentence)
  }
  if (target.status === 'OPEN' || target.status === 'IN_PROGRESS') return
  const sentence = `Support ticket ${target.ticketId} is ${target.status}; only open tickets get messages of others`
  throw new SupportError('STATUS_CONFLICT', sentence)
}

/** Throws FILE_LIMIT_REACHED if a merge would move too many attachments. */
export function refuseManyAttachments(count: number): void {
  if (count <= MAX_MERGED_ATTACHMENTS) return
  throw new SupportError('FILE_LIMIT_REACHED', `A merge moves at most ${MAX_MERGED_ATTACHMENTS} attachments`)
}

/** The fields that the source of a merge gets. `now` is an ISO 8601 timestamp. */
export function sourceChange(source: WorkflowTicket, target: WorkflowTicket, now: string): Partial<WorkflowFields> {
  return {
    ...(source.status !== 'CLOSED' && fieldsOfStatus('CLOSED', now)),
    resolutionCode: 'DUPLICATE',
    duplicateOf: target.ticketId,
    mergedInto: target.ticketId,
    mergedAt: now,
  }
}

/**
 * The fields that the target of a merge gets: the followers of the source, and it waits for an agent if the source did.
 * Then a snooze ends, as with a message of the requester.
 * Throws FOLLOWER_LIMIT_REACHED.
 */
export function targetChange(source: WorkflowTicket, target: WorkflowTicket): Partial<WorkflowFields> {
  const followerIds = [...new Set([...target.followerIds, ...source.followerIds])].toSorted(byCodeUnits)
  if (followerIds.length > MAX_FOLLOWERS) {
    throw new SupportError('FOLLOWER_LIMIT_REACHED', `A ticket has at most ${MAX_FOLLOWERS} followers`)
  }
  const isWaiting = source.waitingOn === 'agent' && (source.status === 'OPEN' || source.status === 'IN_PROGRESS')
  return { followerIds, ...(isWaiting && { waitingOn: 'agent', ...UNSNOOZED }) }
}

/** Throws STATUS_CONFLICT if the merge of `source` cannot be undone now, MERGE_UNDO_EXPIRED if it is too late. */
export function refuseUnmerge(
  source: Pick<WorkflowTicket, 'ticketId' | 'mergedInto' | 'mergedAt'>,
  target: Pick<WorkflowTicket, 'ticketId' | 'mergedInto'> | undefined,
  now: string,
): void {
  const { ticketId, mergedInto, mergedAt } = source
  if (mergedInto === null || mergedAt === null) {
    throw new SupportError('STATUS_CONFLICT', `Support ticket ${ticketId} is not merged into another one`)
  }
  if (target && target.mergedInto !== null) {
    const sentence = `Support ticket ${mergedInto} is merged into ${target.mergedInto}; undo that first`
    throw new SupportError('STATUS_CONFLICT', sentence)
  }
  const isLate = msOf(now) - msOf(mergedAt) > MERGE_UNDO_HOURS * 3_600_000
  if (!target || isLate) throw mergeUndoExpired()
}

/** The error for a merge that can no longer be undone. */
export function mergeUndoExpired(): SupportError {
  const sentence = `A merge can be undone for ${MERGE_UNDO_HOURS} hours, while both tickets exist`
  return new SupportError('MERGE_UNDO_EXPIRED', sentence)
}

/** The fields that the target gets when a merge is undone: the followers that came by it leave. */
export function untargetChange(target: WorkflowTicket, addedFollowerIds: readonly string[]): Partial<WorkflowFields> {
  return { followerIds: target.followerIds.filter((id) => !addedFollowerIds.includes(id)) }
}

/** Throws INVALID_INPUT unless a message can become a ticket: a reply of the requester. */
export function refuseSplit({ kind, authorKind }: { kind: 'reply' | 'note'; authorKind: string }): void {
  if (kind === 'reply' && authorKind === 'requester') return
  throw new SupportError('INVALID_INPUT', 'messageId: Must be a message of the requester')
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

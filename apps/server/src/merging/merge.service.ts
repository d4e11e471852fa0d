import {
  attachmentUpdated,
  deskChanges,
  type DeskTicket,
  differing,
  fieldsOfStatus,
  MAX_MERGED_ATTACHMENTS,
  MAX_MESSAGES,
  mergeUndoExpired,
  type MergeService,
  refuseManyAttachments,
  refuseMerge,
  refuseUnmerge,
  sourceChange,
  SupportError,
  targetChange,
  type TicketMergeResult,
  untargetChange,
  type WorkflowFields,
} from '@kinconecta/support-contracts'
import type { VersionedAttachment } from '../attachments/attachments.repository.ts'
import { viewFor } from '../desk/desk-ticket-view.ts'
import {
  findDeskTicket,
  lockDeskTicket,
  type StoredDeskTicket,
  updateDeskTicket,
} from '../desk/desk-tickets.repository.ts'
import { countMessagesOf } from '../messages/messages.repository.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { deleteMerge, findMerge, insertMerge, restoreSource, type StoredMerge } from './merges.repository.ts'
import {
  copyFirstMessage,
  countAttachmentsOf,
  deleteCopy,
  hasRequesterMessageAfter,
  moveAttachments,
  moveAttachmentsBack,
  moveMessages,
  moveMessagesBack,
  recountMessages,
} from './moved-messages.repository.ts'
import { splitTicket } from './split-ticket.ts'

/** Two locked tickets, as they were before a change. */
interface Pair {
  source: StoredDeskTicket
  target: StoredDeskTicket
}

/** The rules of `desk.tickets` that move messages between tickets. Only callers that reach all tickets may use it. */
export function mergeService(dependencies: TicketDependencies): MergeService {
  const { db, clock, ifVersions } = dependencies

  /** Locks both tickets, the one with the lower id first, so that two merges do not wait for each other. */
  const lockBoth = async (sourceId: number, targetId: number): Promise<Pair> => {
    const locked = new Map<number, StoredDeskTicket>()
    for (const id of [...new Set([sourceId, targetId])].toSorted((a, b) => a - b)) {
      const ticket = await lockDeskTicket(db, id, clock())
      if (!ticket) throw ticketNotFound(id)
      locked.set(id, ticket)
    }
    const source = locked.get(sourceId)!
    if (ifVersions && !ifVersions.includes(source.version))
      throw versionMismatch(`Support ticket ${sourceId}`, source.version, ifVersions)
    return { source, target: locked.get(targetId)! }
  }

  return {
    async merge({ id, into, intoIfVersion }) {
      const { source, target } = await lockBoth(id, into)
      if (intoIfVersion !== undefined && intoIfVersion !== target.version)
        throw versionMismatch(`Support ticket ${into}`, target.version, [intoIfVersion])
      refuseMerge(source, target)
      await refuseTooMuch(dependencies, source, target)
      return mergeInto(dependencies, { source, target })
    },

    async unmerge({ id }) {
      const found = await findDeskTicket(db, id, clock())
      if (!found) throw ticketNotFound(id)
      const targetId = found.mergedInto ?? id
      const other = await findDeskTicket(db, targetId, clock())
      if (!other) throw mergeUndoExpired() // the target was deleted, with the messages
      const { source, target } = await lockBoth(id, targetId)
      // Another change may have come before the lock.
      if (source.mergedInto !== found.mergedInto) throw new SupportError('WRITE_CONTENTION')
      refuseUnmerge(source, target, clock())
      const merge = await findMerge(db, { sourceId: id, targetId })
      if (!merge) throw mergeUndoExpired()
      return undoMerge(dependencies, { source, target }, merge)
    },

    split: (input) => splitTicket(dependencies, input),
  }
}

/** Throws MESSAGE_LIMIT_REACHED or FILE_LIMIT_REACHED if the target cannot get all of the source. */
async function refuseTooMuch({ db }: TicketDependencies, source: StoredDeskTicket, target: StoredDeskTicket) {
  const counts = await countMessagesOf(db, [source.ticketId, target.ticketId])
  if (counts + 2 > MAX_MESSAGES) {
    throw new SupportError('MESSAGE_LIMIT_REACHED', `A ticket has at most ${MAX_MESSAGES} messages`)
  }
  refuseManyAttachments(await countAttachmentsOf(db, source.ticketId, MAX_MERGED_ATTACHMENTS + 1))
}

async function mergeInto(dependencies: TicketDependencies, { source, target }: Pair): Promise<TicketMergeResult> {
  const { db, clock, record } = dependencies
  const now = clock()
  const fields = {
    ofSource: sourceChange(source, target, now),
    ofTarget: differing(target, targetChange(source, target)),
  }
  const addedFollowerIds = source.followerIds.filter((agentId) => !target.followerIds.includes(agentId))
  const ids = { sourceId: source.ticketId, targetId: target.ticketId }
  const mergeId = await insertMerge(db, { ...ids, addedFollowerIds }, now)
  const move = { fromId: ids.sourceId, toId: ids.targetId, mergeId }
  const copyId = await copyFirstMessage(db, move)
  const movedMessages = await moveMessages(db, move)
  const files = await moveAttachments(db, move, copyId)
  await recountMessages(db, [ids.sourceId, ids.targetId])
  await updateDeskTicket(db, source, fields.ofSource, now)
  if (Object.keys(fields.ofTarget).length > 0) await updateDeskTicket(db, target, fields.ofTarget, now)
  const after = await readBoth(dependencies, { source, target })
  for (const each of [after.source, after.target]) {
    const data = { sourceTicketId: ids.sourceId, targetTicketId: ids.targetId }
    record({ type: 'ticket.merged', ticketId: each.ticketId, version: each.publicVersion, data }, each)
  }
  recordChanges(dependencies, { source, target }, after)
  recordMovedFiles(dependencies, files, after.source, after.target)
  return resultOf(dependencies, after, movedMessages + 1, files.length)
}

async function undoMerge(
  dependencies: TicketDependencies,
  { source, target }: Pair,
  { mergeId, addedFollowerIds }: StoredMerge,
): Promise<TicketMergeResult> {
  const { db, clock, record } = dependencies
  const now = clock()
  const ids = { sourceId: source.ticketId, targetId: target.ticketId }
  const move = { fromId: ids.targetId, toId: ids.sourceId, mergeId }
  const files = await moveAttachmentsBack(db, move)
  const copyId = await deleteCopy(db, move)
  const movedMessages = await moveMessagesBack(db, move)
  const hasReplied = copyId !== undefined && (await hasRequesterMessageAfter(db, ids.sourceId, copyId))
  await restoreSource(db, { sourceId: ids.sourceId, mergeId }, now)
  await recountMessages(db, [ids.sourceId, ids.targetId])
  if (hasReplied) await reopenReplied(dependencies, ids.sourceId)
  const fields = differing(target, untargetChange(target, addedFollowerIds))
  if (Object.keys(fields).length > 0) await updateDeskTicket(db, target, fields, now)
  await deleteMerge(db, mergeId)
  const after = await readBoth(dependencies, { source, target })
  for (const each of [after.source, after.target]) {
    const data = { sourceTicketId: ids.sourceId, targetTicketId: ids.targetId }
    record({ type: 'ticket.unmerged', ticketId: each.ticketId, version: each.publicVersion, data }, each)
  }
  recordChanges(dependencies, { source, target }, after)
  recordMovedFiles(dependencies, files, after.target, after.source)
  return resultOf(dependencies, after, movedMessages + (copyId === undefined ? 0 : 1), files.length)
}

/** The requester has replied to the source since the merge: somebody has to see the reply. */
async function reopenReplied({ db, clock }: TicketDependencies, sourceId: number): Promise<void> {
  const restored = (await findDeskTicket(db, sourceId, clock()))!
  const isDone = restored.status === 'RESOLVED' || restored.status === 'CLOSED'
  const answered: Partial<WorkflowFields> = { waitingOn: 'agent', isSnoozed: false, snoozedUntil: null }
  await updateDeskTicket(db, restored, isDone ? fieldsOfStatus('OPEN', clock()) : answered, clock())
}

async function readBoth({ db, clock }: TicketDependencies, { source, target }: Pair): Promise<Pair> {
  const [one, other] = [
    await findDeskTicket(db, source.ticketId, clock()),
    await findDeskTicket(db, target.ticketId, clock()),
  ]
  return { source: one!, target: other! }
}

function recordChanges({ record }: TicketDependencies, before: Pair, after: Pair): void {
  for (const each of deskChanges(before.source, after.source)) record(each, after.source)
  for (const each of deskChanges(before.target, after.target)) record(each, after.target)
}

/** Like every move of an attachment, it is an event of both tickets. */
function recordMovedFiles(
  { record }: TicketDependencies,
  files: readonly VersionedAttachment[],
  from: StoredDeskTicket,
  to: StoredDeskTicket,
): void {
  for (const file of files.toSorted((a, b) => a.attachmentId - b.attachmentId)) {
    for (const { ticketId, userId, publicVersion: version } of [from, to]) {
      record(attachmentUpdated({ ...file, ticketId: from.ticketId }, file, { ticketId, version }), { userId })
    }
  }
}

function resultOf(
  { actor }: TicketDependencies,
  { source, target }: Pair,
  movedMessages: number,
  movedAttachments: number,
): TicketMergeResult {
  const view: (ticket: StoredDeskTicket) => DeskTicket = viewFor(actor)
  return { source: view(source), target: view(target), movedMessages, movedAttachments }
}

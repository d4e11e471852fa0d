import { isDeepStrictEqual } from 'node:util'
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
  listPlaces,
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

  /**
   * Locks both tickets, and others that a change concerns, the one with the lowest id first, so that two merges do not
   * wait for each other.
   */
  const lockBoth = async (sourceId: number, targetId: number, others: readonly number[] = []): Promise<Pair> => {
    const locked = new Map<number, StoredDeskTicket>()
    for (const id of [...new Set([sourceId, targetId, ...others])].toSorted((a, b) => a - b)) {
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
      const merge = await findMerge(db, { sourceId: id, targetId })
      const places = merge ? await listPlaces(db, { targetId, mergeId: merge.mergeId }) : []
      const { source, target } = await lockBoth(id, targetId, places)
      refuseUnmerge(source, target, clock())
      if (!merge) throw mergeUndoExpired()
      // Another change may have come before the lock.
      const isSame = isDeepStrictEqual(await listPlaces(db, { targetId, mergeId: merge.mergeId }), places)
      if (source.mergedInto !== found.mergedInto || !isSame) throw new SupportError('WRITE_CONTENTION')
      return undoMerge(dependencies, { source, target }, merge, places)
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
  places: readonly number[],
): Promise<TicketMergeResult> {
  const { db, clock, record } = dependencies
  const now = clock()
  const ids = { sourceId: source.ticketId, targetId: target.ticketId }
  const { files, copyId, movedMessages } = await moveBack(dependencies, ids.sourceId, mergeId, places)
  await restoreSource(db, { sourceId: ids.sourceId, mergeId }, now)
  await recountMessages(db, [...new Set([ids.sourceId, ids.targetId, ...places])])
  if (await hasRequesterMessageAfter(db, ids.sourceId, copyId)) await reopenReplied(dependencies, ids.sourceId)
  const fields = differing(target, untargetChange(target, addedFollowerIds))
  if (Object.keys(fields).length > 0) await updateDeskTicket(db, target, fields, now)
  await deleteMerge(db, mergeId)
  const after = await readBoth(dependencies, { source, target })
  for (const each of [after.source, after.target]) {
    const data = { sourceTicketId: ids.sourceId, targetTicketId: ids.targetId }
    record({ type: 'ticket.unmerged', ticketId: each.ticketId, version: each.publicVersion, data }, each)
  }
  recordChanges(dependencies, { source, target }, after)
  for (const { placeId, moved } of files) {
    const from = placeId === ids.targetId ? after.target : (await findDeskTicket(db, placeId, now))!
    recordMovedFiles(dependencies, moved, from, after.source)
  }
  const movedFiles = files.reduce((sum, { moved }) => sum + moved.length, 0)
  return resultOf(dependencies, after, movedMessages + 1, movedFiles)
}

/** Moves what a merge brought back from where it is now. Throws MERGE_UNDO_EXPIRED if it was deleted. */
async function moveBack({ db }: TicketDependencies, sourceId: number, mergeId: number, places: readonly number[]) {
  const files: { placeId: number; moved: VersionedAttachment[] }[] = []
  let copyId: number | undefined
  let movedMessages = 0
  for (const placeId of places) {
    const move = { fromId: placeId, toId: sourceId, mergeId }
    files.push({ placeId, moved: await moveAttachmentsBack(db, move) })
    copyId ??= await deleteCopy(db, move)
    movedMessages += await moveMessagesBack(db, move)
  }
  if (copyId === undefined) throw mergeUndoExpired()
  return { files, copyId, movedMessages }
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

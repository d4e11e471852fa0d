import {
  attachmentUpdated,
  deskChanges,
  differing,
  fieldsOfStatus,
  MAX_MESSAGES,
  mergeUndoExpired,
  type MergeService,
  refuseManyAttachments,
  refuseMerge,
  refuseSplit,
  refuseUnmerge,
  sourceChange,
  SupportError,
  targetChange,
  type Ticket,
  ticketCreated,
  type TicketMerge,
  type TicketMergeResult,
  type TicketSplit,
  untargetChange,
  type VersionedRef,
  type WorkflowFields,
} from '@kinconecta/support-contracts'
import type { MessageRow } from './conversations.ts'
import { type StoredTicket, ticketViews } from './desk-ticket-view.ts'
import { linkTickets } from './links.ts'
import type { MergeRow } from './merges.ts'
import { messageNotFound } from './messages.ts'
import type { Contents } from './services.ts'
import { refuseVersion, type Versioned } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

/** The rules of `desk.tickets` that move messages between tickets, in memory. */
export function mergeService(contents: Contents, now: () => string): MergeService {
  return {
    merge: async (input) => mergeTickets(contents, now, input),
    unmerge: async (ref) => undoMerge(contents, now, ref),
    split: async (input) => splitTicket(contents, now, input),
  }
}

function mergeTickets(
  contents: Contents,
  now: () => string,
  { id, into, ifVersion, intoIfVersion }: TicketMerge,
): TicketMergeResult {
  const { tickets, desk, merges, conversations } = contents
  const before = readBoth(contents, now, id, into)
  const { source, target } = before
  refuseVersion(`Support ticket ${id}`, source.version, ifVersion)
  refuseVersion(`Support ticket ${into}`, target.version, intoIfVersion)
  refuseMerge(source, target)
  const rows = conversations.list(id)
  if (rows.length + conversations.list(into).length + 2 > MAX_MESSAGES) {
    throw new SupportError('MESSAGE_LIMIT_REACHED', `A ticket has at most ${MAX_MESSAGES} messages`)
  }
  const files = filesOf(contents, id)
  refuseManyAttachments(files.length)
  const ofTarget = targetChange(source, target)
  const mergeId = merges.nextId()
  const copy = copyFirst(contents, tickets.get(id), into, mergeId)
  const addedFollowerIds = source.followerIds.filter((agentId) => !target.followerIds.includes(agentId))
  const kept = { status: source.status, state: desk.get(source) }
  merges.insert({ sourceId: id, targetId: into, addedFollowerIds, ...kept, copyId: copy.messageId })
  for (const row of rows) conversations.move(row, into, [...row.mergedBy, mergeId])
  apply(contents, id, differing(source, sourceChange(source, target, wireTimestamp(now()))), now)
  apply(contents, into, differing(target, ofTarget), now)
  const after = finish(contents, now, before, 'ticket.merged')
  for (const file of files) {
    const { messageId, mergedBy = [] } = conversations.placeOf(file)
    const placed = { messageId: messageId === 0 ? copy.messageId : messageId, mergedBy: [...mergedBy, mergeId] }
    moveFile(contents, file, { from: after.source, to: after.target }, placed)
  }
  return resultOf(contents, now, after, { movedMessages: rows.length + 1, movedAttachments: files.length })
}

function undoMerge(contents: Contents, now: () => string, { id, ifVersion }: VersionedRef): TicketMergeResult {
  const { tickets, merges, conversations } = contents
  const { mergedInto } = contents.desk.get(tickets.get(id))
  const other = tickets.find(mergedInto ?? id)
  if (!other) throw mergeUndoExpired()
  const before = readBoth(contents, now, id, other.ticketId)
  const { source, target } = before
  refuseVersion(`Support ticket ${id}`, source.version, ifVersion)
  refuseUnmerge(source, target, now())
  const merge = merges.find(id)
  if (!merge) throw mergeUndoExpired()
  const files = returningFiles(contents, merge)
  const rows = conversations.list(target.ticketId).filter(({ mergedBy }) => mergedBy.includes(merge.mergeId))
  const returning = rows.filter(({ messageId }) => messageId !== merge.copyId)
  conversations.discard(merge.copyId)
  for (const row of returning) {
    const rest = row.mergedBy.filter((each) => each !== merge.mergeId)
    conversations.move(row, id, rest)
  }
  restore(contents, merge, returning, now)
  apply(contents, target.ticketId, differing(target, untargetChange(target, merge.addedFollowerIds)), now)
  merges.delete(merge)
  const after = finish(contents, now, before, 'ticket.unmerged')
  for (const file of files) {
    const { messageId, mergedBy = [] } = conversations.placeOf(file)
    const rest = mergedBy.filter((each) => each !== merge.mergeId)
    const placed = { messageId: messageId === merge.copyId ? 0 : messageId, mergedBy: rest }
    moveFile(contents, file, { from: after.target, to: after.source }, placed)
  }
  return resultOf(contents, now, after, { movedMessages: rows.length, movedAttachments: files.length })
}

function readBoth(contents: Contents, now: () => string, sourceId: number, targetId: number): Pair {
  const { read } = ticketViews(contents, now)
  return { source: read(contents.tickets.get(sourceId)), target: read(contents.tickets.get(targetId)) }
}

function resultOf(
  contents: Contents,
  now: () => string,
  { source, target }: Pair,
  counts: Pick<TicketMergeResult, 'movedMessages' | 'movedAttachments'>,
): TicketMergeResult {
  const { tickets } = contents
  const { view } = ticketViews(contents, now)
  return { source: view(tickets.get(source.ticketId)), target: view(tickets.get(target.ticketId)), ...counts }
}

interface Pair {
  source: StoredTicket
  target: StoredTicket
}

function copyFirst(
  { conversations }: Contents,
  ticket: Versioned<Ticket>,
  targetId: number,
  mergeId: number,
): MessageRow {
  const { userId, fullName: name, message: body, createdAt } = ticket
  const author = { kind: 'requester', id: userId === null ? null : String(userId), name } as const
  const sent = { sendAt: null, sendAtMs: 0, mergedBy: [mergeId] }
  const copy = conversations.insert({ ticketId: targetId, kind: 'reply', author, body, createdAt, ...sent })
  return Object.assign(copy, { editedAt: conversations.firstEditedAt(ticket.ticketId), isCopy: true })
}

function filesOf({ attachments }: Contents, ticketId: number): number[] {
  return attachments
    .all()
    .filter((file) => file.ticketId === ticketId)
    .map(({ attachmentId }) => attachmentId)
}

/** The files that a merge brought, except those that were put on messages of the target since. */
function returningFiles(contents: Contents, { targetId, mergeId }: MergeRow): number[] {
  const { conversations } = contents
  return filesOf(contents, targetId).filter((id) => {
    const { messageId, mergedBy = [] } = conversations.placeOf(id)
    const row = messageId === null ? undefined : conversations.get(targetId, messageId)
    return mergedBy.includes(mergeId) && (messageId === null || row?.mergedBy.includes(mergeId))
  })
}

function moveFile(
  { attachments, conversations, log }: Contents,
  id: number,
  { from, to }: { from: StoredTicket; to: StoredTicket },
  placed: { messageId: number | null; mergedBy: number[] },
): void {
  const before = attachments.get(id)
  const after = attachments.update(id, undefined, { ticketId: to.ticketId })
  const isInternal = conversations.isInternal(id)
  conversations.place(id, { isInternal, ...placed })
  for (const { ticketId, publicVersion: version } of [from, to]) {
    log.record(attachmentUpdated(before, { ...after, isInternal }, { ticketId, version }))
  }
}

/** Changes fields of a ticket. */
function apply({ tickets, desk }: Contents, id: number, fields: Partial<WorkflowFields>, now: () => string): void {
  const { status, ...others } = fields
  if (status === undefined && Object.keys(others).length === 0) return
  const updatedAt = wireTimestamp(now())
  desk.change(status ? tickets.update(id, undefined, { status, updatedAt }) : tickets.get(id), others)
}

/** Restores the source of a merge. If its requester has replied since, somebody has to see the reply. */
function restore(contents: Contents, merge: MergeRow, rows: MessageRow[], now: () => string): void {
  const { tickets, desk } = contents
  const { sourceId, status, state, copyId } = merge
  const { waitingOn, resolutionCode, duplicateOf, isSnoozed, snoozedUntil, resolvedAt, closedAt } = state
  const hasReplied = rows.some(({ messageId, author }) => messageId > copyId && author.kind === 'requester')
  const isDone = status === 'RESOLVED' || status === 'CLOSED'
  const before = { waitingOn, resolutionCode, duplicateOf, isSnoozed, snoozedUntil, resolvedAt, closedAt }
  const answered = { waitingOn: 'agent', isSnoozed: false, snoozedUntil: null } as const
  const reopened = isDone ? fieldsOfStatus('OPEN', wireTimestamp(now())) : answered
  const fields = { status, ...before, mergedInto: null, mergedAt: null, ...(hasReplied && reopened) }
  const { status: current } = tickets.get(sourceId)
  const { status: wanted, ...others } = fields
  apply(contents, sourceId, wanted === current ? others : { status: wanted, ...others }, now)
  desk.change(tickets.get(sourceId))
}

/** Sets what depends on the messages, and records the events of both tickets except those of files. */
function finish(contents: Contents, now: () => string, before: Pair, type: 'ticket.merged' | 'ticket.unmerged'): Pair {
  const { tickets, desk, conversations, log } = contents
  const data = { sourceTicketId: before.source.ticketId, targetTicketId: before.target.ticketId }
  for (const id of [data.sourceTicketId, data.targetTicketId]) {
    const sent = conversations.list(id).filter(({ sendAt }) => sendAt === null)
    const ofRequester = sent.filter(({ author }) => author.kind === 'requester')
    const lastActivityAt = latest(sent) ?? tickets.get(id).createdAt
    desk.change(tickets.get(id), { lastActivityAt, lastRequesterMessageAt: latest(ofRequester) })
  }
  const after = readBoth(contents, now, data.sourceTicketId, data.targetTicketId)
  for (const { ticketId, publicVersion: version } of [after.source, after.target]) {
    log.record({ type, ticketId, version, data })
  }
  for (const each of deskChanges(before.source, after.source)) log.record(each)
  for (const each of deskChanges(before.target, after.target)) log.record(each)
  return after
}

function latest(rows: readonly MessageRow[]): string | null {
  return (
    rows
      .map(({ createdAt }) => createdAt)
      .toSorted()
      .at(-1) ?? null
  )
}

function splitTicket(contents: Contents, now: () => string, { id, messageId, subject }: TicketSplit) {
  const { tickets, conversations, log } = contents
  const { read, view } = ticketViews(contents, now)
  const from = tickets.get(id)
  const row = conversations.get(id, messageId)
  if (!row || row.sendAt !== null) throw messageNotFound(messageId)
  refuseSplit({ kind: row.kind, authorKind: row.author.kind })
  const { userId, roleContext, fullName, email, category } = from
  const ticket = tickets.insert((ticketId) => ({
    ticketId,
    userId,
    roleContext,
    fullName,
    email,
    category,
    subject: subject ?? from.subject,
    message: row.body,
    status: 'OPEN',
    createdAt: row.createdAt,
    updatedAt: wireTimestamp(now()),
  }))
  log.record(ticketCreated(ticket))
  const data = { fromTicketId: id, toTicketId: ticket.ticketId, messageId }
  for (const { ticketId, version } of [from, ticket]) log.record({ type: 'ticket.split', ticketId, version, data })
  for (const file of conversations.filesOf(messageId)) {
    moveFile(contents, file, { from: read(from), to: read(ticket) }, { messageId: 0, mergedBy: [] })
  }
  linkTickets(contents, { id, relation: 'relates', otherTicketId: ticket.ticketId }, now())
  return view(tickets.get(ticket.ticketId))
}

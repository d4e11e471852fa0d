import {
  type Attachment,
  attachmentCreated,
  attachmentUpdated,
  type AuthorKind,
  EDITABLE_MINUTES,
  MAX_EDITS,
  MAX_MESSAGES,
  type Message,
  type MessageAuthor,
  messageCreated,
  type MessageService,
  messageUpdated,
  msOf,
  replyChanges,
  type ReplyEffects,
  replyEffects,
  SupportError,
  type Ticket,
} from '@kinconecta/support-contracts'
import type { MessageRow, VersionedMessage } from './conversations.ts'
import { type Destination, destinationOf, messageAt, moveFilesOf } from './destination.ts'
import { type Contents, ticketService } from './services.ts'
import { isFound } from './search.ts'
import { pageOf, type Versioned } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

const REOPEN_DAYS = 14

/** Who writes in a fake service, where everybody is the same agent. */
export const ANYONE: MessageAuthor = { kind: 'agent', id: 'anyone', name: null }

/** The rules of `messages.*` in memory. */
export function messageService(contents: Contents, now: () => string, writer: AuthorKind): MessageService {
  const { tickets, conversations } = contents
  return {
    list: async (query) => {
      const ticket = tickets.get(query.id)
      const rows = conversations.list(query.id).filter(({ kind, sendAt }) => kind === 'reply' && sendAt === null)
      const first = { row: firstMessage(contents, ticket), position: [0] }
      return pageOf<Message>(
        [first, ...rows.map((row) => ({ row: messageOf(contents, row), position: [row.position] }))],
        query,
      )
    },

    search: async (query) => {
      const rows = conversations.all().filter((row) => row.kind === 'reply' && row.sendAt === null)
      const found = rows.filter(({ body }) => isFound(query.q, body))
      return pageOf<Message>(
        found.map((row) => ({ row: messageOf(contents, row), position: [row.messageId] })),
        query,
        true,
      )
    },

    create: async ({ id, body, attachmentIds = [] }) => {
      const destination = destinationOf(contents, id)
      const { ticket, mergedBy } = destination
      const { resolvedAt } = contents.desk.get(ticket)
      const author = writer === 'requester' ? requesterOf(ticket) : ANYONE
      const effects = replyEffects({ ...ticket, resolvedAt }, author.kind, now(), REOPEN_DAYS)
      refuseOtherFiles(contents, id, attachmentIds)
      if (effects.isFollowUp) return followUp(contents, now, destination, body, attachmentIds)
      refuseMoreMessages(contents, ticket.ticketId)
      const createdAt = wireTimestamp(now())
      const row = conversations.insert({
        ticketId: ticket.ticketId,
        mergedBy,
        kind: 'reply',
        author,
        body,
        createdAt,
        sendAt: null,
        sendAtMs: 0,
      })
      placeFiles(contents, row.messageId, attachmentIds)
      moveFilesOf(contents, row, destination)
      postReply(contents, ticket, row, effects, createdAt)
      return messageOf(contents, row)
    },

    update: async ({ id, messageId, ifVersion, body }) => {
      const destination = destinationOf(contents, id)
      const { ticket } = destination
      const found = messageAt(contents, destination, messageId)
      if (!found || found.kind === 'note' || found.sendAt !== null) throw messageNotFound(messageId)
      return messageOf(contents, editRow(contents, ticket, found, { body, ifVersion, now: now() }))
    },
  }
}

/** Sends the replies whose time has come. */
export function sendDueReplies(contents: Contents, now: () => string): void {
  const sentAt = now()
  for (const row of contents.conversations.all()) {
    if (row.sendAt === null || row.sendAtMs > Date.parse(sentAt)) continue
    contents.conversations.send(row, wireTimestamp(sentAt))
    const ticket = contents.tickets.get(row.ticketId)
    const { resolvedAt } = contents.desk.get(ticket)
    const effects = replyEffects({ ...ticket, resolvedAt }, row.author.kind, sentAt, REOPEN_DAYS)
    postReply(contents, ticket, row, effects, wireTimestamp(sentAt))
  }
}

/** Makes what a public message changes: its ticket, its files, and the events of all. */
export function postReply(
  contents: Contents,
  ticket: Versioned<Ticket>,
  row: MessageRow,
  effects: ReplyEffects,
  now: string,
): void {
  const { tickets, desk, conversations, attachments, log } = contents
  const { reopens, waitingOn, endsSnooze, isResponse } = effects
  const { ticketId } = ticket
  const before = { ...ticket, ...desk.get(ticket) }
  const changed = reopens ? tickets.update(ticketId, undefined, { status: 'OPEN', updatedAt: now }) : ticket
  desk.change(ticket, {
    ...(reopens && desk.ofStatus('OPEN')),
    waitingOn,
    ...(endsSnooze && { isSnoozed: false, snoozedUntil: null }),
    ...(isResponse && { firstRespondedAt: before.firstRespondedAt ?? now }),
    ...(!isResponse && { lastRequesterMessageAt: now }),
    lastActivityAt: now,
  })
  log.record(messageCreated(row, changed))
  for (const id of conversations.filesOf(row.messageId)) {
    if (!conversations.isInternal(id)) continue
    conversations.place(id, { isInternal: false, messageId: row.messageId })
    log.record(attachmentCreated(attachments.get(id), changed))
  }
  for (const change of replyChanges(before, changed.version, effects)) log.record(change)
}

/** Edits a message of the caller. Throws as the service does. */
export function editRow(
  { conversations, log }: Contents,
  ticket: Versioned<Ticket>,
  row: MessageRow,
  { body, ifVersion, now }: { body: string; ifVersion: number | undefined; now: string },
): MessageRow {
  const { messageId, version, sendAt } = row
  if (row.isCopy)
    throw new SupportError('MESSAGE_NOT_EDITABLE', 'The first message of a merged ticket cannot be edited')
  const isLate = sendAt === null && Date.parse(now) - msOf(row.createdAt) > EDITABLE_MINUTES * 60_000
  if (isLate) {
    throw new SupportError('MESSAGE_NOT_EDITABLE', `A message can be edited for ${EDITABLE_MINUTES} minutes`)
  }
  if (version > MAX_EDITS) {
    throw new SupportError('MESSAGE_NOT_EDITABLE', `A message can be edited at most ${MAX_EDITS} times`)
  }
  if (ifVersion !== undefined && ifVersion !== version) {
    const sentence = `Message ${messageId} has been changed; it is at version ${version} now`
    throw new SupportError('PRECONDITION_FAILED', sentence, { version })
  }
  const edited = conversations.edit(row, body, wireTimestamp(now))
  if (sendAt === null) log.record(messageUpdated(edited, ticket))
  return edited
}

function followUp(
  contents: Contents,
  now: () => string,
  { ticket: closed, named }: Destination,
  body: string,
  attachmentIds: readonly number[],
): Promise<VersionedMessage> {
  const { tickets, attachments, conversations, desk, log } = contents
  const { userId, roleContext, fullName, email, subject, category } = closed
  const input = { userId, roleContext, fullName, email, subject, category, message: body }
  return ticketService(contents, now)
    .create(input)
    .then(({ ticketId }) => {
      const ticket = tickets.get(ticketId)
      desk.set(ticket, { followUpOf: closed.ticketId })
      for (const id of new Set(attachmentIds)) {
        const before = attachments.get(id)
        const after = attachments.update(id, undefined, { ticketId })
        conversations.place(id, { isInternal: false, messageId: 0 })
        for (const each of [named, ticket]) log.record(attachmentUpdated(before, after, each))
      }
      return { ...firstMessage(contents, ticket), version: ticket.version }
    })
}

/** The message with which a ticket began. */
export function firstMessage(contents: Contents, ticket: Ticket): Message {
  const { ticketId, message, createdAt } = ticket
  const isOnFirst = ({ attachmentId, ticketId: of }: Attachment) =>
    of === ticketId && contents.conversations.placeOf(attachmentId).messageId === 0
  return {
    messageId: 0,
    ticketId,
    author: requesterOf(ticket),
    body: message,
    attachments: contents.attachments.all().filter(isOnFirst),
    createdAt,
    editedAt: contents.conversations.firstEditedAt(ticketId),
    followUpOf: contents.desk.get(ticket).followUpOf,
  }
}

/** A message as requesters see it. */
export function messageOf({ conversations, attachments }: Contents, row: MessageRow): VersionedMessage {
  const { messageId, ticketId, author, body, createdAt, editedAt, version } = row
  const files = conversations.filesOf(messageId)
  return {
    messageId,
    ticketId,
    author,
    body,
    attachments: attachments.all().filter(({ attachmentId }) => files.includes(attachmentId)),
    createdAt,
    editedAt,
    followUpOf: null,
    version,
  }
}

function requesterOf({ userId, fullName }: Ticket): MessageAuthor {
  return { kind: 'requester', id: userId === null ? null : String(userId), name: fullName }
}

/** Throws if one of the attachments is not on the ticket, or is on a message. */
export function refuseOtherFiles(
  { attachments, conversations }: Contents,
  ticketId: number,
  ids: readonly number[],
  isNote = false,
): void {
  const isFree = (id: number) =>
    attachments.all().some((file) => file.attachmentId === id && file.ticketId === ticketId) &&
    conversations.placeOf(id).messageId === null &&
    (!isNote || conversations.placeOf(id).isInternal)
  const missing = ids.find((id) => !isFree(id))
  if (missing === undefined) return
  const others = isNote ? ', or the requester sees it; upload files of notes with desk.attachments.upload' : ''
  const sentence = `Attachment ${missing} is not on this ticket, or is on a message${others}`
  throw new SupportError('ATTACHMENT_NOT_FOUND', sentence)
}

export function placeFiles({ conversations }: Contents, messageId: number, ids: readonly number[]): void {
  for (const id of ids) conversations.place(id, { ...conversations.placeOf(id), messageId })
}

export function refuseMoreMessages({ conversations }: Contents, ticketId: number): void {
  if (conversations.list(ticketId).length + 1 < MAX_MESSAGES) return
  throw new SupportError('MESSAGE_LIMIT_REACHED', `A ticket has at most ${MAX_MESSAGES} messages`)
}

export function messageNotFound(id: number): SupportError {
  return new SupportError('MESSAGE_NOT_FOUND', `Message ${id} not found`)
}

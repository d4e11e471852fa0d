import {
  type DeskMessage,
  type DeskMessageCreate,
  type DeskMessageService,
  messageCreated,
  replyEffects,
  SupportError,
  timestampOf,
} from '@kinconecta/support-contracts'
import type { MessageRow } from './conversations.ts'
import { destinationOf, messageAt, moveFilesOf } from './destination.ts'
import { draftKey } from './drafts.ts'
import {
  ANYONE,
  editRow,
  firstMessage,
  messageNotFound,
  messageOf,
  placeFiles,
  postReply,
  refuseMoreMessages,
  refuseOtherFiles,
} from './messages.ts'
import type { Contents } from './services.ts'
import { isFound } from './search.ts'
import { pageOf, type Versioned } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

const REOPEN_DAYS = 14

/** The rules of `desk.messages.*` in memory. */
export function deskMessageService(contents: Contents, now: () => string): DeskMessageService {
  const { tickets, conversations } = contents

  const view = (row: MessageRow) => deskMessageOf(contents, row)

  const find = (ticketId: number, messageId: number): MessageRow => {
    tickets.get(ticketId)
    const row = conversations.get(ticketId, messageId)
    if (!row) throw messageNotFound(messageId)
    return row
  }

  return {
    list: async (query) => {
      const ticket = tickets.get(query.id)
      const versionCount = conversations.versions(query.id, 0).length
      const first = { ...firstMessage(contents, ticket), kind: 'reply', sendAt: null, versionCount } as const
      const rows = conversations.list(query.id).map((row) => ({ row: view(row), position: [row.position] }))
      return pageOf<DeskMessage>([{ row: first, position: [0] }, ...rows], query)
    },

    search: async (query) => {
      const found = conversations.all().filter(({ body }) => isFound(query.q, body))
      return pageOf<DeskMessage>(
        found.map((row) => ({ row: view(row), position: [row.messageId] })),
        query,
        true,
      )
    },

    create: async (input) => view(createMessage(contents, now, input)),

    update: async ({ id, messageId, ifVersion, body }) => {
      const { ticket, row } = findNamed(contents, id, messageId)
      return view(editRow(contents, ticket, row, { body, ifVersion, now: now() }))
    },

    cancel: async ({ id, messageId }) => {
      const { row } = findNamed(contents, id, messageId)
      if (row.sendAt === null) throw new SupportError('MESSAGE_ALREADY_SENT')
      const cancelled = view(row)
      conversations.remove(row)
      return cancelled
    },

    versions: async (query) => {
      if (query.messageId === 0) tickets.get(query.id)
      else find(query.id, query.messageId)
      const rows = conversations.versions(query.id, query.messageId)
      return pageOf(
        rows.map((row) => ({ row, position: [row.version] })),
        query,
      )
    },
  }
}

/** Finds a message of a ticket, also if the ticket is merged into another one. */
function findNamed(contents: Contents, ticketId: number, messageId: number) {
  const destination = destinationOf(contents, ticketId)
  const row = messageAt(contents, destination, messageId)
  if (!row) throw messageNotFound(messageId)
  return { ticket: destination.ticket, row }
}

/** A message as staff see it. */
export function deskMessageOf(contents: Contents, row: MessageRow): Versioned<DeskMessage> {
  const { kind, sendAt, ticketId, messageId } = row
  const versionCount = contents.conversations.versions(ticketId, messageId).length
  return { ...messageOf(contents, row), kind, sendAt, versionCount }
}

/** Adds a reply or a note. Only one that is not sent later changes something else. Removes its draft, if it is one. */
export function createMessage(
  contents: Contents,
  now: () => string,
  { id, kind, body, attachmentIds = [], sendAfterSeconds = 0 }: DeskMessageCreate,
  isOfDraft = true,
): MessageRow {
  const { desk, conversations, log } = contents
  const destination = destinationOf(contents, id)
  const { ticket, mergedBy } = destination
  refuseMoreMessages(contents, ticket.ticketId)
  refuseOtherFiles(contents, id, attachmentIds, kind === 'note')
  const createdAt = wireTimestamp(now())
  const sendAtMs = Date.parse(now()) + sendAfterSeconds * 1000
  const sendAt = sendAfterSeconds > 0 ? timestampOf(sendAtMs) : null
  const { ticketId } = ticket
  const sent = { createdAt, sendAt, sendAtMs }
  const row = conversations.insert({ ticketId, kind, author: ANYONE, body, mergedBy, ...sent })
  placeFiles(contents, row.messageId, attachmentIds)
  moveFilesOf(contents, row, destination)
  if (isOfDraft) conversations.drafts.delete(draftKey({ id, kind }))
  if (kind === 'note') {
    desk.change(ticket, { lastActivityAt: createdAt })
    log.record(messageCreated(row, ticket))
  } else if (sendAt === null) {
    const replied = { ...ticket, resolvedAt: desk.get(ticket).resolvedAt }
    postReply(contents, ticket, row, replyEffects(replied, 'agent', now(), REOPEN_DAYS), createdAt)
  }
  return row
}

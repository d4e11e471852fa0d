import {
  type Attachment,
  type AttachmentService,
  type ChangeOf,
  type EventService,
  SupportError,
  type Ticket,
  type TicketService,
} from '@kinconecta/support-contracts'
import { EventLog } from './event-log.ts'
import { attachmentList, ticketList } from './find.ts'
import { Store, type Versioned } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

/** The rows of a fake service. */
export interface Contents {
  tickets: Store<Ticket>
  attachments: Store<Attachment>
  log: EventLog
}

export function contentsOf(
  tickets: readonly Ticket[],
  attachments: readonly Attachment[],
  now: () => string,
): Contents {
  return {
    tickets: new Store({ id: 'ticketId', name: 'Support ticket', notFound: 'TICKET_NOT_FOUND' }, tickets, now),
    attachments: new Store(
      { id: 'attachmentId', name: 'Attachment', notFound: 'ATTACHMENT_NOT_FOUND' },
      attachments,
      now,
    ),
    log: new EventLog(now),
  }
}

/** The rules of `tickets.*` in memory, for a caller who may do everything. */
export function ticketService({ tickets, attachments, log }: Contents, now: () => string): TicketService {
  return {
    create: async (input) => {
      const ticket = tickets.insert((ticketId) => ({
        ticketId,
        userId: input.userId ?? null,
        roleContext: input.roleContext ?? 'GUEST',
        fullName: input.fullName,
        email: input.email,
        subject: input.subject,
        category: input.category ?? 'GENERAL',
        message: input.message,
        status: input.status ?? 'OPEN',
        createdAt: wireTimestamp(input.createdAt ?? now()),
        updatedAt: wireTimestamp(input.updatedAt ?? now()),
      }))
      const { ticketId, version, status, category, roleContext } = ticket
      log.record({ type: 'ticket.created', ticketId, version, data: { status, category, roleContext } })
      return ticket
    },
    get: async ({ id }) => tickets.get(id),
    list: async (query) => tickets.list(query, ticketList(query, now())),
    update: async ({ id, ifVersion, createdAt, updatedAt, ...fields }) => {
      const before = tickets.get(id)
      const after = tickets.update(id, ifVersion, {
        ...fields,
        createdAt: createdAt && wireTimestamp(createdAt),
        updatedAt: wireTimestamp(updatedAt ?? now()),
      })
      for (const change of ticketChanges(before, after)) log.record(change)
      return after
    },
    delete: async ({ id, ifVersion }) => {
      const { version } = tickets.get(id)
      tickets.delete(id, ifVersion)
      log.record({ type: 'ticket.deleted', ticketId: id, version, data: {} })
      for (const { attachmentId, ticketId } of attachments.all()) if (ticketId === id) attachments.delete(attachmentId)
      return null
    },
  }
}

/** The rules of `attachments.*` in memory. */
export function attachmentService({ tickets, attachments, log }: Contents, now: () => string): AttachmentService {
  return {
    create: async (input) => {
      const { ticketId, version } = tickets.get(input.ticketId)
      const attachment = attachments.insert((attachmentId) => ({
        attachmentId,
        ticketId,
        fileUrl: input.fileUrl,
        fileName: input.fileName,
        mimeType: input.mimeType ?? null,
        fileSizeBytes: input.fileSizeBytes ?? null,
        uploadedAt: wireTimestamp(input.uploadedAt ?? now()),
      }))
      const data = { attachmentId: attachment.attachmentId }
      log.record({ type: 'attachment.created', ticketId, version, data })
      return attachment
    },
    link: async ({ id, as = 'attachment' }) => {
      const { fileUrl } = attachments.get(id)
      if (!fileUrl.endsWith(`/support_ticket_attachments/${id}/file`)) {
        throw new SupportError(
          'FILE_NOT_FOUND',
          `The file of attachment ${id} is not stored by this service; use its fileUrl`,
        )
      }
      const url = as === 'thumbnail' ? fileUrl.replace(/file$/, as) : fileUrl
      const expiresAt = new Date(Date.parse(now()) + 300_000).toISOString().slice(0, 19)
      return { url: `${url}?${as === 'inline' ? 'inline=true&' : ''}signature=fake`, expiresAt }
    },
    get: async ({ id }) => attachments.get(id),
    list: async (query) => attachments.list(query, attachmentList(query)),
    update: async ({ id, ifVersion, uploadedAt, ...fields }) => {
      const before = attachments.get(id, ifVersion)
      tickets.get(fields.ticketId)
      const after = attachments.update(id, ifVersion, {
        ...fields,
        uploadedAt: uploadedAt && wireTimestamp(uploadedAt),
      })
      const changedFields = changed(ATTACHMENT_FIELDS, before, after)
      for (const ticketId of new Set([before.ticketId, after.ticketId])) {
        const { version } = tickets.get(ticketId)
        log.record({ type: 'attachment.updated', ticketId, version, data: { attachmentId: id, changedFields } })
      }
      return after
    },
    delete: async ({ id, ifVersion }) => {
      const { ticketId } = attachments.get(id)
      attachments.delete(id, ifVersion)
      const { version } = tickets.get(ticketId)
      log.record({ type: 'attachment.deleted', ticketId, version, data: { attachmentId: id } })
      return null
    },
  }
}

/** `events.*` in memory. */
export function eventService({ log }: Contents, now: () => string): EventService {
  return {
    list: async (query) => log.list(query),
    stream: async (query, signal) => log.stream(query, signal),
    createStreamTicket: async () => {
      const expiresAt = new Date(Date.parse(now()) + 60_000).toISOString().slice(0, 19)
      return { ticket: crypto.randomUUID(), expiresAt }
    },
  }
}

type TicketField = ChangeOf<'ticket.updated'>['data']['changedFields'][number]
type AttachmentField = ChangeOf<'attachment.updated'>['data']['changedFields'][number]

const TICKET_FIELDS: readonly TicketField[] = [
  'userId',
  'roleContext',
  'fullName',
  'email',
  'subject',
  'category',
  'message',
  'status',
  'createdAt',
]
const ATTACHMENT_FIELDS: readonly AttachmentField[] = [
  'ticketId',
  'fileUrl',
  'fileName',
  'mimeType',
  'fileSizeBytes',
  'uploadedAt',
]

function changed<Row, Field extends keyof Row>(fields: readonly Field[], before: Row, after: Row): Field[] {
  return fields.filter((field) => before[field] !== after[field])
}

function ticketChanges(before: Versioned<Ticket>, after: Versioned<Ticket>): ChangeOf[] {
  const { ticketId, version } = after
  const changedFields = changed(TICKET_FIELDS, before, after)
  const updated: ChangeOf = { type: 'ticket.updated', ticketId, version, data: { changedFields } }
  if (before.status === after.status) return [updated]
  const data = { from: before.status, to: after.status }
  return [updated, { type: 'ticket.status_changed', ticketId, version, data }]
}

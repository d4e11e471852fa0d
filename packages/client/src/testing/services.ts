import {
  type Agent,
  type ApiKey,
  type Attachment,
  attachmentCreated,
  attachmentDeleted,
  type AttachmentService,
  attachmentUpdated,
  type DeskView,
  EVENT_AUDIENCE,
  EVENT_TYPES,
  type EventService,
  type Macro,
  type MacroUses,
  SupportError,
  type Ticket,
  ticketChanges,
  ticketCreated,
  type TicketService,
  timestampOf,
} from '@kinconecta/support-contracts'
import { People } from './desk-people.ts'
import { Bulks } from './bulk-rows.ts'
import { Conversations } from './conversations.ts'
import { DeskStates } from './desk-state.ts'
import { EventLog } from './event-log.ts'
import { attachmentList, ticketList } from './find.ts'
import { PresenceList } from './presence-list.ts'
import { type LinkRow, Merges } from './merges.ts'
import { ServiceLevels } from './service-levels.ts'
import { Ratings } from './ratings.ts'
import { Store } from './store.ts'
import { wireTimestamp } from './timestamps.ts'
import { FakeWebhooks, type WebhookReceiver } from './webhooks.ts'

const REQUESTER_TYPES = EVENT_TYPES.filter((type) => EVENT_AUDIENCE[type] === 'requester')

/** The rows of a fake service. */
export interface Contents {
  tickets: Store<Ticket>
  attachments: Store<Attachment>
  desk: DeskStates
  people: People
  views: Store<DeskView>
  serviceLevels: ServiceLevels
  presences: PresenceList
  conversations: Conversations
  bulks: Bulks
  macros: Store<Macro>
  macroUses: Map<number, MacroUses['uses'][number]>
  ratings: Ratings
  merges: Merges
  links: Map<number, LinkRow>
  log: EventLog
  webhooks: FakeWebhooks
  apiKeys: Store<ApiKey>
}

export function contentsOf(
  tickets: readonly Ticket[],
  attachments: readonly Attachment[],
  agents: readonly Agent[],
  now: () => string,
  receiveWebhook?: WebhookReceiver,
): Contents {
  const log = new EventLog(now)
  return {
    tickets: new Store({ id: 'ticketId', name: 'Support ticket', notFound: 'TICKET_NOT_FOUND' }, tickets, now),
    attachments: new Store(
      { id: 'attachmentId', name: 'Attachment', notFound: 'ATTACHMENT_NOT_FOUND' },
      attachments,
      now,
    ),
    desk: new DeskStates(now),
    people: new People(agents, now),
    views: new Store<DeskView>({ id: 'viewId', name: 'View', notFound: 'VIEW_NOT_FOUND' }, [], now),
    serviceLevels: new ServiceLevels(now),
    presences: new PresenceList(now),
    conversations: new Conversations(),
    bulks: new Bulks(now),
    macros: new Store<Macro>({ id: 'macroId', name: 'Macro', notFound: 'MACRO_NOT_FOUND' }, [], now),
    macroUses: new Map(),
    ratings: new Ratings(),
    merges: new Merges(),
    links: new Map(),
    log,
    webhooks: new FakeWebhooks(log, now, receiveWebhook),
    apiKeys: new Store<ApiKey>({ id: 'apiKeyId', name: 'API key', notFound: 'API_KEY_NOT_FOUND' }, [], now),
  }
}

/** The rules of `tickets.*` in memory, for a caller who may do everything. */
export function ticketService(
  { tickets, attachments, desk, conversations, log }: Contents,
  now: () => string,
): TicketService {
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
      desk.insert(ticket)
      log.record(ticketCreated(ticket))
      return ticket
    },
    get: async ({ id }) => tickets.get(id),
    list: async (query) => tickets.list(query, ticketList(query, now())),
    timeline: async ({ id, ...page }) =>
      log.list({ ...page, ticketId: tickets.get(id).ticketId, types: REQUESTER_TYPES }),
    update: async ({ id, ifVersion, createdAt, updatedAt, ...fields }) => {
      const before = tickets.get(id)
      const after = tickets.update(id, ifVersion, {
        ...fields,
        createdAt: createdAt && wireTimestamp(createdAt),
        updatedAt: wireTimestamp(updatedAt ?? now()),
      })
      desk.change(after, before.status === after.status ? {} : desk.ofStatus(after.status))
      if (before.message !== after.message) conversations.editFirst(before, wireTimestamp(now()))
      for (const change of ticketChanges(before, after)) log.record(change)
      return after
    },
    delete: async ({ id, ifVersion }) => {
      const { version } = tickets.get(id)
      tickets.delete(id, ifVersion)
      conversations.delete(id)
      log.record({ type: 'ticket.deleted', ticketId: id, version, data: {} })
      for (const { attachmentId, ticketId } of attachments.all()) if (ticketId === id) attachments.delete(attachmentId)
      return null
    },
    rotateToken: async ({ id }) => {
      tickets.get(id)
      const expiresAt = timestampOf(Date.parse(now()) + 90 * 86_400_000)
      return { token: `kint_${crypto.randomUUID()}`, expiresAt }
    },
  }
}

/** The rules of `attachments.*` in memory. */
export function attachmentService(
  { tickets, attachments, conversations, log }: Contents,
  now: () => string,
): AttachmentService {
  return {
    create: async (input) => {
      const ticket = tickets.get(input.ticketId)
      const attachment = attachments.insert((attachmentId) => ({
        attachmentId,
        ticketId: input.ticketId,
        fileUrl: input.fileUrl,
        fileName: input.fileName,
        mimeType: input.mimeType ?? null,
        fileSizeBytes: input.fileSizeBytes ?? null,
        uploadedAt: wireTimestamp(input.uploadedAt ?? now()),
      }))
      log.record(attachmentCreated(attachment, ticket))
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
      const expiresAt = timestampOf(Date.parse(now()) + 300_000)
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
      const isInternal = conversations.isInternal(id)
      if (before.ticketId !== after.ticketId) conversations.release(id)
      for (const ticketId of new Set([before.ticketId, after.ticketId])) {
        log.record(attachmentUpdated(before, { ...after, isInternal }, tickets.get(ticketId)))
      }
      return after
    },
    delete: async ({ id, ifVersion }) => {
      const { ticketId } = attachments.get(id)
      attachments.delete(id, ifVersion)
      log.record(
        attachmentDeleted({ attachmentId: id, isInternal: conversations.isInternal(id) }, tickets.get(ticketId)),
      )
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
      const expiresAt = timestampOf(Date.parse(now()) + 60_000)
      return { ticket: crypto.randomUUID(), expiresAt }
    },
  }
}

// Calls every operation of the document once, through whatever client was generated from it.
import { callMerges, callRatings, type MergeClient } from './flow-merge'
import { callServiceLevels, type ServiceLevelClient } from './flow-service-levels'

export interface TicketBody {
  fullName: string
  email: string
  subject: string
  message: string
  status?: 'OPEN' | 'IN_PROGRESS' | 'RESOLVED' | 'CLOSED'
}

export interface AttachmentBody {
  ticketId: number
  fileUrl: string
  fileName: string
}

export interface MessageBody {
  body: string
  attachmentIds?: number[]
}

export interface DeskMessageBody extends MessageBody {
  kind: 'reply' | 'note'
  sendAfterSeconds?: number
}

/** Identifies a message of a ticket. */
export interface MessageRef {
  id: number
  messageId: number
}

export interface Announcement {
  ticketId: number
  fileName: string
  mimeType: string
  fileSizeBytes: number
}

export interface TransitionBody {
  transition: { name: 'resolve'; resolutionCode: 'SOLVED' }
}

export interface AssignmentBody {
  agentId?: string | null
  teamId?: number | null
}

export interface TeamBody {
  name: string
  assignment?: 'manual' | 'round_robin' | 'least_loaded'
  memberIds?: string[]
}

export interface Answer {
  status: number
  data: unknown
}

export interface WebhookBody {
  url: string
  types: ('ticket.created' | 'ticket.updated')[]
  isEnabled: boolean
}

export interface ViewBody {
  name: string
  query: { assigneeId: string; priority: ('HIGH' | 'URGENT')[] }
}

export interface BulkBody {
  tickets: { id: number; ifVersion?: number }[]
  changes: { priority?: 'LOW' | 'HIGH'; tags?: { add: string[] } }
}

export interface MacroBody {
  name: string
  reply: { kind: 'reply' | 'note'; body: string }
  changes: { priority: 'LOW' | 'HIGH' }
}

/** Identifies a macro on a ticket. */
export interface MacroRef {
  id: number
  macroId: number
}

export interface ReportDays {
  from: string
  to: string
}

/** One function for each `operationId`. */
export interface Client extends MergeClient, ServiceLevelClient {
  'tickets-create': (body: TicketBody) => Promise<Answer>
  'tickets-createWithFiles': (body: TicketBody & { files: File[] }) => Promise<Answer>
  'tickets-list': (query: { status: ('OPEN' | 'RESOLVED')[]; limit: number }) => Promise<Answer>
  'tickets-get': (id: number) => Promise<Answer>
  'tickets-update': (id: number, body: TicketBody) => Promise<Answer>
  'tickets-delete': (id: number) => Promise<Answer>
  'attachments-create': (body: AttachmentBody) => Promise<Answer>
  'attachments-upload': (body: { ticketId: number; file: File }) => Promise<Answer>
  'attachments-list': (query: { ticketId: number[] }) => Promise<Answer>
  'attachments-get': (id: number) => Promise<Answer>
  'attachments-update': (id: number, body: AttachmentBody) => Promise<Answer>
  'attachments-delete': (id: number) => Promise<Answer>
  'attachments-link': (id: number, query: { as: 'inline' }) => Promise<Answer>
  'attachments-download': (id: number) => Promise<Answer>
  'attachments-thumbnail': (id: number) => Promise<Answer>
  'attachments-startUpload': (body: Announcement) => Promise<Answer>
  'attachments-completeUpload': (uploadId: string) => Promise<Answer>
  'tickets-rotateToken': (id: number) => Promise<Answer>
  'messages-list': (id: number, query: { limit: number }) => Promise<Answer>
  'messages-search': (query: { q: string }) => Promise<Answer>
  'messages-create': (id: number, body: MessageBody) => Promise<Answer>
  'messages-update': (ref: MessageRef, body: { body: string }) => Promise<Answer>
  'desk-tickets-get': (id: number) => Promise<Answer>
  'desk-messages-list': (id: number, query: { limit: number }) => Promise<Answer>
  'desk-messages-search': (query: { q: string }) => Promise<Answer>
  'desk-messages-create': (id: number, body: DeskMessageBody) => Promise<Answer>
  'desk-messages-update': (ref: MessageRef, body: { body: string }) => Promise<Answer>
  'desk-messages-cancel': (ref: MessageRef) => Promise<Answer>
  'desk-messages-versions': (ref: MessageRef) => Promise<Answer>
  'desk-drafts-list': () => Promise<Answer>
  'desk-drafts-get': (id: number, kind: 'reply' | 'note') => Promise<Answer>
  'desk-drafts-put': (id: number, kind: 'reply' | 'note', body: { body: string }) => Promise<Answer>
  'desk-drafts-delete': (id: number, kind: 'reply' | 'note') => Promise<Answer>
  'desk-attachments-upload': (body: { ticketId: number; file: File }) => Promise<Answer>
  'events-list': (query: { types: ('ticket.created' | 'ticket.updated')[]; limit: number }) => Promise<Answer>
  'events-createStreamTicket': () => Promise<Answer>
  'tickets-timeline': (id: number, query: { limit: number }) => Promise<Answer>
  'desk-tickets-list': (query: {
    status: ('OPEN' | 'RESOLVED')[]
    assigneeId: string
    sort: '-priority'
  }) => Promise<Answer>
  'desk-tickets-timeline': (id: number, query: { limit: number }) => Promise<Answer>
  'desk-tickets-markRead': (id: number) => Promise<Answer>
  'desk-views-create': (body: ViewBody) => Promise<Answer>
  'desk-views-list': (query: { limit: number }) => Promise<Answer>
  'desk-views-get': (id: number) => Promise<Answer>
  'desk-views-counts': (query: { viewIds: number[] }) => Promise<Answer>
  'desk-views-update': (id: number, body: ViewBody) => Promise<Answer>
  'desk-views-delete': (id: number) => Promise<Answer>
  'desk-presence-beat': (body: { ticketId: number; state: 'viewing' }) => Promise<Answer>
  'desk-presence-list': (query: { ticketIds: number[] }) => Promise<Answer>
  'desk-reports-volume': (query: ReportDays & { interval: 'week'; groupBy: 'category' }) => Promise<Answer>
  'desk-reports-times': (query: ReportDays & { timeZone: string }) => Promise<Answer>
  'desk-reports-satisfaction': (query: ReportDays) => Promise<Answer>
  'desk-reports-sla': (query: ReportDays) => Promise<Answer>
  'desk-reports-csv': (report: 'volume', query: ReportDays) => Promise<Answer>
  'webhooks-create': (body: WebhookBody) => Promise<Answer>
  'webhooks-list': (query: { limit: number }) => Promise<Answer>
  'webhooks-get': (id: number) => Promise<Answer>
  'webhooks-getStatus': (id: number) => Promise<Answer>
  'webhooks-update': (id: number, body: { description: string }) => Promise<Answer>
  'apiKeys-create': (body: { name: string; scopes: 'tickets:read'[] }) => Promise<Answer>
  'apiKeys-list': () => Promise<Answer>
  'apiKeys-revoke': (id: number) => Promise<Answer>
  'webhooks-rotateSecret': (id: number) => Promise<Answer>
  'webhooks-test': (id: number) => Promise<Answer>
  'webhooks-listDeliveries': (id: number, query: { outcome: 'given_up'; limit: number }) => Promise<Answer>
  'webhooks-replay': (id: number, body: { failedSince: string }) => Promise<Answer>
  'webhooks-delete': (id: number) => Promise<Answer>
  'desk-tickets-update': (id: number, body: { priority?: 'HIGH'; tags?: string[] }) => Promise<Answer>
  'desk-tickets-transition': (id: number, body: TransitionBody) => Promise<Answer>
  'desk-tickets-assign': (id: number, body: AssignmentBody) => Promise<Answer>
  'desk-tickets-take': (id: number, body: { force?: boolean }) => Promise<Answer>
  'desk-tickets-release': (id: number) => Promise<Answer>
  'desk-tickets-snooze': (id: number, body: { untilReply?: true }) => Promise<Answer>
  'desk-tickets-unsnooze': (id: number) => Promise<Answer>
  'desk-tickets-follow': (id: number) => Promise<Answer>
  'desk-tickets-unfollow': (id: number) => Promise<Answer>
  'desk-agents-list': (query: { limit: number }) => Promise<Answer>
  'desk-agents-get': (id: string) => Promise<Answer>
  'desk-agents-me': () => Promise<Answer>
  'desk-agents-update': (id: string, body: { isAway?: boolean }) => Promise<Answer>
  'desk-teams-list': (query: { limit: number }) => Promise<Answer>
  'desk-teams-get': (id: number) => Promise<Answer>
  'desk-teams-create': (body: TeamBody) => Promise<Answer>
  'desk-teams-update': (id: number, body: Partial<TeamBody>) => Promise<Answer>
  'desk-teams-delete': (id: number) => Promise<Answer>
  'desk-tags-list': (query: { limit: number }) => Promise<Answer>
  'desk-tags-rename': (id: number, body: { name: string }) => Promise<Answer>
  'desk-tags-merge': (id: number, body: { into: number }) => Promise<Answer>
  'desk-requesters-get': (query: { email: string }) => Promise<Answer>
  'desk-bulk-create': (body: BulkBody) => Promise<Answer>
  'desk-bulk-list': (query: { limit: number }) => Promise<Answer>
  'desk-bulk-get': (id: number) => Promise<Answer>
  'desk-bulk-results': (id: number, query: { outcome: ('changed' | 'failed')[]; limit: number }) => Promise<Answer>
  'desk-bulk-cancel': (id: number) => Promise<Answer>
  'desk-bulk-undo': (id: number) => Promise<Answer>
  'desk-macros-create': (body: MacroBody) => Promise<Answer>
  'desk-macros-list': (query: { limit: number }) => Promise<Answer>
  'desk-macros-uses': (query: { macroIds: number[] }) => Promise<Answer>
  'desk-macros-get': (id: number) => Promise<Answer>
  'desk-macros-update': (id: number, body: MacroBody) => Promise<Answer>
  'desk-macros-delete': (id: number) => Promise<Answer>
  'desk-macros-preview': (ref: MacroRef) => Promise<Answer>
  'desk-macros-apply': (ref: MacroRef, body: { body?: string }) => Promise<Answer>
}

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const ticket: TicketBody = { fullName: 'Ana', email: 'ana@example.com', subject: 'Generated', message: 'Hola' }

type Call = <Name extends keyof Client>(name: Name, ...input: Parameters<Client[Name]>) => Promise<unknown>

/** Calls the operations of the desk on a ticket. Returns the id of a team without tickets. */
async function callDesk(call: Call, id: number): Promise<number> {
  const { agentId } = (await call('desk-agents-me')) as { agentId: string }
  await call('desk-agents-get', agentId)
  await call('desk-agents-update', agentId, { isAway: false })
  await call('desk-agents-list', { limit: 10 })
  const team: TeamBody = { name: `Team ${id}`, assignment: 'round_robin', memberIds: [agentId] }
  const { teamId } = (await call('desk-teams-create', team)) as { teamId: number }
  await call('desk-teams-get', teamId)
  await call('desk-teams-list', { limit: 10 })
  await call('desk-tickets-assign', id, { teamId })
  await call('desk-tickets-assign', id, { teamId: null })
  await call('desk-tickets-release', id)
  await call('desk-tickets-take', id, { force: true })
  await call('desk-tickets-update', id, { priority: 'HIGH', tags: [`a ${id}`, `b ${id}`] })
  await call('desk-tickets-snooze', id, { untilReply: true })
  await call('desk-tickets-unsnooze', id)
  await call('desk-tickets-follow', id)
  await call('desk-tickets-unfollow', id)
  await call('desk-tickets-transition', id, { transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
  await call('desk-tickets-get', id)
  const tags = (await call('desk-tags-list', { limit: 1000 })) as { tagId: number; name: string }[]
  const [one, two] = [tags.find(({ name }) => name === `a ${id}`)!, tags.find(({ name }) => name === `b ${id}`)!]
  await call('desk-tags-rename', one.tagId, { name: `c ${id}` })
  await call('desk-tags-merge', one.tagId, { into: two.tagId })
  await call('desk-requesters-get', { email: ticket.email })
  await call('desk-teams-update', teamId, { assignment: 'least_loaded' })
  return teamId
}

/** What every operation answered, as JSON on the standard output: a status, a number of rows or of bytes. */
export async function callAll(client: Client): Promise<void> {
  const bytes = Uint8Array.from(atob(PICTURE), (letter) => letter.charCodeAt(0))
  const picture = () => new File([bytes], 'estado.png', { type: 'image/png' })
  const seen: Record<string, unknown> = {}
  const call = async <Name extends keyof Client>(name: Name, ...input: Parameters<Client[Name]>): Promise<unknown> => {
    const { status, data } = await (client[name] as (...args: Parameters<Client[Name]>) => Promise<Answer>)(...input)
    seen[name] = status
    return data
  }
  const idOf = (data: unknown) =>
    (data as Record<string, number>)[`${'attachmentId' in (data as object) ? 'attachment' : 'ticket'}Id`]!

  const ticketId = idOf(await call('tickets-create', ticket))
  const other = idOf(await call('tickets-createWithFiles', { ...ticket, files: [picture(), picture()] }))
  await call('tickets-get', ticketId)
  await call('tickets-update', ticketId, { ...ticket, status: 'RESOLVED' })
  seen['tickets'] = ((await call('tickets-list', { status: ['OPEN', 'RESOLVED'], limit: 2 })) as unknown[]).length
  const elsewhere = { ticketId, fileUrl: 'https://cdn.example.com/a.png', fileName: 'a.png' }
  const created = idOf(await call('attachments-create', elsewhere))
  await call('attachments-get', created)
  await call('attachments-update', created, { ...elsewhere, fileName: 'b.png' })
  const uploaded = idOf(await call('attachments-upload', { ticketId, file: picture() }))
  seen['attachments'] = ((await call('attachments-list', { ticketId: [ticketId, other] })) as unknown[]).length
  seen['url'] = typeof ((await call('attachments-link', uploaded, { as: 'inline' })) as { url: string }).url
  seen['isWhole'] = ((await call('attachments-download', uploaded)) as Blob).size === bytes.length
  seen['hasThumbnail'] = ((await call('attachments-thumbnail', uploaded)) as Blob).size > 0
  // This service keeps files on its own disk, and says so.
  const announcement = { ticketId, fileName: 'estado.png', mimeType: 'image/png', fileSizeBytes: bytes.length }
  await call('attachments-startUpload', announcement)
  await call('attachments-completeUpload', '00000000-0000-4000-8000-000000000000')
  const messageId = async (...input: Parameters<Client['desk-messages-create']>) =>
    ((await call('desk-messages-create', ...input)) as { messageId: number }).messageId
  const hidden = idOf(await call('desk-attachments-upload', { ticketId, file: picture() }))
  await call('desk-drafts-put', ticketId, 'reply', { body: 'Hol' })
  await call('desk-drafts-get', ticketId, 'reply')
  await call('desk-drafts-list')
  await call('desk-drafts-delete', ticketId, 'reply')
  const note = {
    id: ticketId,
    messageId: await messageId(ticketId, { kind: 'note', body: 'Hola', attachmentIds: [hidden] }),
  }
  await call('desk-messages-update', note, { body: 'Adiós' })
  await call('desk-messages-versions', note)
  const reply = { kind: 'reply', body: 'Hola', sendAfterSeconds: 60 } as const
  await call('desk-messages-cancel', { id: ticketId, messageId: await messageId(ticketId, reply) })
  await call('desk-messages-list', ticketId, { limit: 2 })
  await call('desk-messages-search', { q: 'hola' })
  await call('desk-tickets-get', ticketId)
  const written = (await call('messages-create', ticketId, { body: 'Hola' })) as MessageRef
  await call('messages-update', { id: ticketId, messageId: written.messageId }, { body: 'Adiós' })
  await call('messages-list', ticketId, { limit: 2 })
  await call('messages-search', { q: 'adiós' })
  await call('tickets-rotateToken', ticketId)
  await call('events-list', { types: ['ticket.created', 'ticket.updated'], limit: 2 })
  await call('events-createStreamTicket')
  const key = await call('apiKeys-create', { name: 'Reporting', scopes: ['tickets:read'] })
  await call('apiKeys-list')
  await call('apiKeys-revoke', (key as { apiKeyId: number }).apiKeyId)
  // It is disabled, and the test event is for another, so that nothing is sent.
  const webhook = { url: 'https://93.184.215.14/hook', types: ['ticket.created' as const], isEnabled: false }
  const { webhookId } = (await call('webhooks-create', webhook)) as { webhookId: number }
  seen['webhooks'] = ((await call('webhooks-list', { limit: 2 })) as unknown[]).length
  await call('webhooks-get', webhookId)
  await call('webhooks-getStatus', webhookId)
  await call('webhooks-update', webhookId, { description: 'Copies tickets' })
  await call('webhooks-rotateSecret', webhookId)
  await call('webhooks-test', 999_999)
  await call('webhooks-listDeliveries', webhookId, { outcome: 'given_up', limit: 2 })
  await call('webhooks-replay', webhookId, { failedSince: '2026-03-11T10:30:00' })
  await call('webhooks-delete', webhookId)
  const teamId = await callDesk(call, other)
  await callRatings(call, other)
  const [source, target] = [idOf(await call('tickets-create', ticket)), idOf(await call('tickets-create', ticket))]
  await callMerges(call, source, target, written.messageId)
  await call('desk-teams-delete', teamId)
  await call('tickets-timeline', ticketId, { limit: 10 })
  await callQueue(call, ticketId)
  await callVolume(call, ticketId)
  await call('attachments-delete', created)
  await call('tickets-delete', ticketId)
  console.log(JSON.stringify(seen))
}

async function callQueue(call: Call, ticketId: number): Promise<void> {
  await call('desk-tickets-list', { status: ['OPEN', 'RESOLVED'], assigneeId: 'none', sort: '-priority' })
  await call('desk-tickets-timeline', ticketId, { limit: 10 })
  await call('desk-tickets-markRead', ticketId)
  const view: ViewBody = { name: 'Mine', query: { assigneeId: 'me', priority: ['URGENT'] } }
  const { viewId } = (await call('desk-views-create', view)) as { viewId: number }
  await call('desk-views-list', { limit: 10 })
  await call('desk-views-get', viewId)
  await call('desk-views-counts', { viewIds: [viewId] })
  await call('desk-views-update', viewId, view)
  await call('desk-views-delete', viewId)
  await callServiceLevels(call)
  await call('desk-presence-beat', { ticketId, state: 'viewing' })
  await call('desk-presence-list', { ticketIds: [ticketId] })
  const days: ReportDays = { from: '2026-03-01', to: '2026-03-31' }
  await call('desk-reports-volume', { ...days, interval: 'week', groupBy: 'category' })
  await call('desk-reports-times', { ...days, timeZone: 'America/Mexico_City' })
  await call('desk-reports-satisfaction', days)
  await call('desk-reports-sla', days)
  await call('desk-reports-csv', 'volume', days)
}

async function callVolume(call: Call, ticketId: number): Promise<void> {
  const bulk: BulkBody = { tickets: [{ id: ticketId }], changes: { tags: { add: ['bulk'] } } }
  const { bulkId } = (await call('desk-bulk-create', bulk)) as { bulkId: number }
  await call('desk-bulk-list', { limit: 10 })
  await call('desk-bulk-get', bulkId)
  await call('desk-bulk-results', bulkId, { outcome: ['changed'], limit: 10 })
  await call('desk-bulk-cancel', bulkId) // it may have ended
  await call('desk-bulk-undo', bulkId)
  const macro: MacroBody = {
    name: 'Note',
    reply: { kind: 'note', body: 'For {{requester.name}}' },
    changes: { priority: 'LOW' },
  }
  const { macroId } = (await call('desk-macros-create', macro)) as { macroId: number }
  await call('desk-macros-list', { limit: 10 })
  await call('desk-macros-get', macroId)
  await call('desk-macros-update', macroId, macro)
  await call('desk-macros-preview', { id: ticketId, macroId })
  await call('desk-macros-apply', { id: ticketId, macroId }, {})
  await call('desk-macros-uses', { macroIds: [macroId] })
  await call('desk-macros-delete', macroId)
}

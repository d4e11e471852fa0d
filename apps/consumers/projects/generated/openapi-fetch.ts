import createClient from 'openapi-fetch'
import { callAll } from './flow'
import type { paths } from './generated/openapi-typescript'

const { GET, POST, PUT, DELETE } = createClient<paths>({ baseUrl: `${process.env['SUPPORT_URL']}/api` })

const TICKETS = '/support_tickets'
const TICKET = '/support_tickets/{id}'
const ATTACHMENTS = '/support_ticket_attachments'
const MESSAGES = '/support_tickets/{id}/messages'
const DESK_TICKET = '/desk/tickets/{id}'
const DESK_MESSAGES = '/desk/tickets/{id}/messages'
const DRAFT = '/desk/tickets/{id}/drafts/{kind}'
const ATTACHMENT = '/support_ticket_attachments/{id}'

/** The client sends JSON unless it is told otherwise. */
const bodySerializer = (body: object) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(body)) {
    for (const each of [value].flat() as (string | File)[]) form.append(name, each)
  }
  return form
}

/** In the document bytes are text in the format `binary`, which is what the generated types say of them. */
const asBytes = (file: File) => file as unknown as string

const answer = async (fields: Promise<{ data?: unknown; response: Response }>) => {
  const { data, response } = await fields
  return { status: response.status, data }
}

await callAll({
  'tickets-create': (body) => answer(POST(TICKETS, { body })),
  'tickets-createWithFiles': ({ files, ...fields }) =>
    answer(POST(`${TICKETS}/with_files`, { body: { ...fields, files: files.map(asBytes) }, bodySerializer })),
  'tickets-list': (query) => answer(GET(TICKETS, { params: { query } })),
  'tickets-get': (id) => answer(GET(TICKET, { params: { path: { id } } })),
  'tickets-update': (id, body) => answer(PUT(TICKET, { params: { path: { id } }, body })),
  'tickets-delete': (id) => answer(DELETE(TICKET, { params: { path: { id } } })),
  'attachments-create': (body) => answer(POST(ATTACHMENTS, { body })),
  'attachments-upload': ({ ticketId, file }) =>
    answer(POST(`${ATTACHMENTS}/upload`, { body: { ticketId, file: asBytes(file) }, bodySerializer })),
  'attachments-list': (query) => answer(GET(ATTACHMENTS, { params: { query } })),
  'attachments-get': (id) => answer(GET(ATTACHMENT, { params: { path: { id } } })),
  'attachments-update': (id, body) => answer(PUT(ATTACHMENT, { params: { path: { id } }, body })),
  'attachments-delete': (id) => answer(DELETE(ATTACHMENT, { params: { path: { id } } })),
  'attachments-link': (id, query) => answer(GET(`${ATTACHMENT}/link`, { params: { path: { id }, query } })),
  'attachments-download': (id) => answer(GET(`${ATTACHMENT}/file`, { params: { path: { id } }, parseAs: 'blob' })),
  'attachments-thumbnail': (id) =>
    answer(GET(`${ATTACHMENT}/thumbnail`, { params: { path: { id } }, parseAs: 'blob' })),
  'attachments-startUpload': (body) => answer(POST(`${ATTACHMENTS}/uploads`, { body })),
  'events-list': (query) => answer(GET('/events', { params: { query } })),
  'desk-tickets-get': (id) => answer(GET('/desk/tickets/{id}', { params: { path: { id } } })),
  'desk-tickets-update': (id, body) => answer(PUT('/desk/tickets/{id}', { params: { path: { id } }, body })),
  'desk-tickets-transition': (id, body) =>
    answer(POST('/desk/tickets/{id}/transition', { params: { path: { id } }, body })),
  'desk-tickets-assign': (id, body) => answer(POST('/desk/tickets/{id}/assign', { params: { path: { id } }, body })),
  'desk-tickets-take': (id, body) => answer(POST('/desk/tickets/{id}/take', { params: { path: { id } }, body })),
  'desk-tickets-release': (id) => answer(POST('/desk/tickets/{id}/release', { params: { path: { id } } })),
  'desk-tickets-snooze': (id, body) => answer(POST('/desk/tickets/{id}/snooze', { params: { path: { id } }, body })),
  'desk-tickets-unsnooze': (id) => answer(POST('/desk/tickets/{id}/unsnooze', { params: { path: { id } } })),
  'desk-tickets-follow': (id) => answer(POST('/desk/tickets/{id}/follow', { params: { path: { id } } })),
  'desk-tickets-unfollow': (id) => answer(POST('/desk/tickets/{id}/unfollow', { params: { path: { id } } })),
  'desk-agents-list': (query) => answer(GET('/desk/agents', { params: { query } })),
  'desk-agents-get': (id) => answer(GET('/desk/agents/{id}', { params: { path: { id } } })),
  'desk-agents-me': () => answer(GET('/desk/me')),
  'desk-agents-update': (id, body) => answer(PUT('/desk/agents/{id}', { params: { path: { id } }, body })),
  'desk-teams-list': (query) => answer(GET('/desk/teams', { params: { query } })),
  'desk-teams-get': (id) => answer(GET('/desk/teams/{id}', { params: { path: { id } } })),
  'desk-teams-create': (body) => answer(POST('/desk/teams', { body })),
  'desk-teams-update': (id, body) => answer(PUT('/desk/teams/{id}', { params: { path: { id } }, body })),
  'desk-teams-delete': (id) => answer(DELETE('/desk/teams/{id}', { params: { path: { id } } })),
  'desk-tags-list': (query) => answer(GET('/desk/tags', { params: { query } })),
  'desk-tags-rename': (id, body) => answer(PUT('/desk/tags/{id}', { params: { path: { id } }, body })),
  'desk-tags-merge': (id, body) => answer(POST('/desk/tags/{id}/merge', { params: { path: { id } }, body })),
  'desk-requesters-get': (query) => answer(GET('/desk/requesters', { params: { query } })),
  'events-createStreamTicket': () => answer(POST('/events/stream_ticket')),
  'tickets-timeline': (id, query) => answer(GET('/support_tickets/{id}/timeline', { params: { path: { id }, query } })),
  'desk-tickets-list': (query) => answer(GET('/desk/tickets', { params: { query } })),
  'desk-tickets-timeline': (id, query) =>
    answer(GET('/desk/tickets/{id}/timeline', { params: { path: { id }, query } })),
  'desk-tickets-markRead': (id) => answer(POST('/desk/tickets/{id}/read', { params: { path: { id } } })),
  'desk-tickets-merge': (id, body) => answer(POST(`${DESK_TICKET}/merge`, { params: { path: { id } }, body })),
  'desk-tickets-unmerge': (id) => answer(POST(`${DESK_TICKET}/unmerge`, { params: { path: { id } } })),
  'desk-tickets-split': (id, body) => answer(POST(`${DESK_TICKET}/split`, { params: { path: { id } }, body })),
  'desk-links-create': (id, body) => answer(POST(`${DESK_TICKET}/links`, { params: { path: { id } }, body })),
  'desk-links-list': (id) => answer(GET(`${DESK_TICKET}/links`, { params: { path: { id } } })),
  'desk-links-delete': (path) => answer(DELETE(`${DESK_TICKET}/links/{linkId}`, { params: { path } })),
  'desk-reports-volume': (query) => answer(GET('/desk/reports/volume', { params: { query } })),
  'desk-reports-times': (query) => answer(GET('/desk/reports/times', { params: { query } })),
  'desk-reports-satisfaction': (query) => answer(GET('/desk/reports/satisfaction', { params: { query } })),
  'desk-reports-sla': (query) => answer(GET('/desk/reports/sla', { params: { query } })),
  'desk-reports-csv': (report, query) =>
    answer(GET('/desk/reports/{report}.csv', { params: { path: { report }, query }, parseAs: 'blob' })),
  'satisfaction-rate': (id, body) => answer(PUT(`${TICKET}/satisfaction`, { params: { path: { id } }, body })),
  'satisfaction-rateByToken': (body) => answer(PUT('/satisfaction', { body })),
  'desk-satisfaction-get': (id) => answer(GET('/desk/tickets/{id}/satisfaction', { params: { path: { id } } })),
  'desk-satisfaction-createToken': (id) =>
    answer(POST('/desk/tickets/{id}/satisfaction_token', { params: { path: { id } } })),
  'desk-views-create': (body) => answer(POST('/desk/views', { body })),
  'desk-views-list': (query) => answer(GET('/desk/views', { params: { query } })),
  'desk-views-get': (id) => answer(GET('/desk/views/{id}', { params: { path: { id } } })),
  'desk-views-counts': (query) => answer(GET('/desk/views/counts', { params: { query } })),
  'desk-views-update': (id, body) => answer(PUT('/desk/views/{id}', { params: { path: { id } }, body })),
  'desk-views-delete': (id) => answer(DELETE('/desk/views/{id}', { params: { path: { id } } })),
  'desk-calendars-create': (body) => answer(POST('/desk/calendars', { body })),
  'desk-calendars-list': (query) => answer(GET('/desk/calendars', { params: { query } })),
  'desk-calendars-get': (id) => answer(GET('/desk/calendars/{id}', { params: { path: { id } } })),
  'desk-calendars-update': (id, body) => answer(PUT('/desk/calendars/{id}', { params: { path: { id } }, body })),
  'desk-calendars-delete': (id) => answer(DELETE('/desk/calendars/{id}', { params: { path: { id } } })),
  'desk-policies-create': (body) => answer(POST('/desk/policies', { body })),
  'desk-policies-list': (query) => answer(GET('/desk/policies', { params: { query } })),
  'desk-policies-get': (id) => answer(GET('/desk/policies/{id}', { params: { path: { id } } })),
  'desk-policies-update': (id, body) => answer(PUT('/desk/policies/{id}', { params: { path: { id } }, body })),
  'desk-policies-delete': (id) => answer(DELETE('/desk/policies/{id}', { params: { path: { id } } })),
  'desk-presence-beat': (body) => answer(POST('/desk/presence', { body })),
  'desk-presence-list': (query) => answer(GET('/desk/presence', { params: { query } })),
  'desk-bulk-create': (body) => answer(POST('/desk/bulk', { body })),
  'desk-bulk-list': (query) => answer(GET('/desk/bulk', { params: { query } })),
  'desk-bulk-get': (id) => answer(GET('/desk/bulk/{id}', { params: { path: { id } } })),
  'desk-bulk-results': (id, query) => answer(GET('/desk/bulk/{id}/results', { params: { path: { id }, query } })),
  'desk-bulk-cancel': (id) => answer(POST('/desk/bulk/{id}/cancel', { params: { path: { id } } })),
  'desk-bulk-undo': (id) => answer(POST('/desk/bulk/{id}/undo', { params: { path: { id } } })),
  'desk-macros-create': (body) => answer(POST('/desk/macros', { body })),
  'desk-macros-list': (query) => answer(GET('/desk/macros', { params: { query } })),
  'desk-macros-uses': (query) => answer(GET('/desk/macros/uses', { params: { query } })),
  'desk-macros-get': (id) => answer(GET('/desk/macros/{id}', { params: { path: { id } } })),
  'desk-macros-update': (id, body) => answer(PUT('/desk/macros/{id}', { params: { path: { id } }, body })),
  'desk-macros-delete': (id) => answer(DELETE('/desk/macros/{id}', { params: { path: { id } } })),
  'desk-macros-preview': (path) => answer(GET('/desk/tickets/{id}/macros/{macroId}/preview', { params: { path } })),
  'desk-macros-apply': (path, body) =>
    answer(POST('/desk/tickets/{id}/macros/{macroId}/apply', { params: { path }, body })),
  'webhooks-create': (body) => answer(POST('/webhooks', { body })),
  'webhooks-list': (query) => answer(GET('/webhooks', { params: { query } })),
  'webhooks-get': (id) => answer(GET('/webhooks/{id}', { params: { path: { id } } })),
  'webhooks-getStatus': (id) => answer(GET('/webhooks/{id}/status', { params: { path: { id } } })),
  'webhooks-update': (id, body) => answer(PUT('/webhooks/{id}', { params: { path: { id } }, body })),
  'apiKeys-create': (body) => answer(POST('/api_keys', { body })),
  'apiKeys-list': () => answer(GET('/api_keys')),
  'apiKeys-revoke': (id) => answer(POST('/api_keys/{id}/revoke', { params: { path: { id } } })),
  'webhooks-rotateSecret': (id) => answer(POST('/webhooks/{id}/rotate_secret', { params: { path: { id } } })),
  'webhooks-test': (id) => answer(POST('/webhooks/{id}/test', { params: { path: { id } } })),
  'webhooks-listDeliveries': (id, query) =>
    answer(GET('/webhooks/{id}/deliveries', { params: { path: { id }, query } })),
  'webhooks-replay': (id, body) => answer(POST('/webhooks/{id}/replay', { params: { path: { id } }, body })),
  'webhooks-delete': (id) => answer(DELETE('/webhooks/{id}', { params: { path: { id } } })),
  'tickets-rotateToken': (id) => answer(POST(`${TICKET}/token`, { params: { path: { id } } })),
  'messages-list': (id, query) => answer(GET(MESSAGES, { params: { path: { id }, query } })),
  'messages-search': (query) => answer(GET('/messages/search', { params: { query } })),
  'messages-create': (id, body) => answer(POST(MESSAGES, { params: { path: { id } }, body })),
  'messages-update': (path, body) => answer(PUT(`${MESSAGES}/{messageId}`, { params: { path }, body })),
  'desk-messages-list': (id, query) => answer(GET(DESK_MESSAGES, { params: { path: { id }, query } })),
  'desk-messages-search': (query) => answer(GET('/desk/messages/search', { params: { query } })),
  'desk-messages-create': (id, body) => answer(POST(DESK_MESSAGES, { params: { path: { id } }, body })),
  'desk-messages-update': (path, body) => answer(PUT(`${DESK_MESSAGES}/{messageId}`, { params: { path }, body })),
  'desk-messages-cancel': (path) => answer(POST(`${DESK_MESSAGES}/{messageId}/cancel`, { params: { path } })),
  'desk-messages-versions': (path) => answer(GET(`${DESK_MESSAGES}/{messageId}/versions`, { params: { path } })),
  'desk-drafts-list': () => answer(GET('/desk/drafts')),
  'desk-drafts-get': (id, kind) => answer(GET(DRAFT, { params: { path: { id, kind } } })),
  'desk-drafts-put': (id, kind, body) => answer(PUT(DRAFT, { params: { path: { id, kind } }, body })),
  'desk-drafts-delete': (id, kind) => answer(DELETE(DRAFT, { params: { path: { id, kind } } })),
  'desk-attachments-upload': ({ ticketId, file }) =>
    answer(POST('/desk/attachments/upload', { body: { ticketId, file: asBytes(file) }, bodySerializer })),
  'attachments-completeUpload': (uploadId) =>
    answer(POST(`${ATTACHMENTS}/uploads/{uploadId}/complete`, { params: { path: { uploadId } } })),
})

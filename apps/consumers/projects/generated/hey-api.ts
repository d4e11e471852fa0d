import { callAll } from './flow'
import * as api from './generated/hey-api'
import { client } from './generated/hey-api/client.gen'

client.setConfig({ baseUrl: `${process.env['SUPPORT_URL']}/api` })

interface Fields {
  data?: unknown
  response?: Response
}

const answer = async (fields: Promise<Fields>) => {
  const { data, response } = await fields
  return { status: response?.status ?? 0, data }
}

await callAll({
  'tickets-create': (body) => answer(api.ticketsCreate({ body })),
  'tickets-createWithFiles': (body) => answer(api.ticketsCreateWithFiles({ body })),
  'tickets-list': (query) => answer(api.ticketsList({ query })),
  'tickets-get': (id) => answer(api.ticketsGet({ path: { id } })),
  'tickets-update': (id, body) => answer(api.ticketsUpdate({ path: { id }, body })),
  'tickets-delete': (id) => answer(api.ticketsDelete({ path: { id } })),
  'attachments-create': (body) => answer(api.attachmentsCreate({ body })),
  'attachments-upload': (body) => answer(api.attachmentsUpload({ body })),
  'attachments-list': (query) => answer(api.attachmentsList({ query })),
  'attachments-get': (id) => answer(api.attachmentsGet({ path: { id } })),
  'attachments-update': (id, body) => answer(api.attachmentsUpdate({ path: { id }, body })),
  'attachments-delete': (id) => answer(api.attachmentsDelete({ path: { id } })),
  'attachments-link': (id, query) => answer(api.attachmentsLink({ path: { id }, query })),
  'attachments-download': (id) => answer(api.attachmentsDownload({ path: { id } })),
  'attachments-thumbnail': (id) => answer(api.attachmentsThumbnail({ path: { id } })),
  'attachments-startUpload': (body) => answer(api.attachmentsStartUpload({ body })),
  'events-list': (query) => answer(api.eventsList({ query })),
  'events-createStreamTicket': () => answer(api.eventsCreateStreamTicket()),
  'tickets-rotateToken': (id) => answer(api.ticketsRotateToken({ path: { id } })),
  'messages-list': (id, query) => answer(api.messagesList({ path: { id }, query })),
  'messages-search': (query) => answer(api.messagesSearch({ query })),
  'messages-create': (id, body) => answer(api.messagesCreate({ path: { id }, body })),
  'messages-update': (path, body) => answer(api.messagesUpdate({ path, body })),
  'desk-tickets-get': (id) => answer(api.deskTicketsGet({ path: { id } })),
  'desk-messages-list': (id, query) => answer(api.deskMessagesList({ path: { id }, query })),
  'desk-messages-search': (query) => answer(api.deskMessagesSearch({ query })),
  'desk-messages-create': (id, body) => answer(api.deskMessagesCreate({ path: { id }, body })),
  'desk-messages-update': (path, body) => answer(api.deskMessagesUpdate({ path, body })),
  'desk-messages-cancel': (path) => answer(api.deskMessagesCancel({ path })),
  'desk-messages-versions': (path) => answer(api.deskMessagesVersions({ path })),
  'desk-drafts-list': () => answer(api.deskDraftsList()),
  'desk-drafts-get': (id, kind) => answer(api.deskDraftsGet({ path: { id, kind } })),
  'desk-drafts-put': (id, kind, body) => answer(api.deskDraftsPut({ path: { id, kind }, body })),
  'desk-drafts-delete': (id, kind) => answer(api.deskDraftsDelete({ path: { id, kind } })),
  'desk-attachments-upload': (body) => answer(api.deskAttachmentsUpload({ body })),
  'attachments-completeUpload': (uploadId) => answer(api.attachmentsCompleteUpload({ path: { uploadId } })),
})

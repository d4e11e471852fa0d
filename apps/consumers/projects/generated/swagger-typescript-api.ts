import { callAll } from './flow'
import { Api, type HttpResponse } from './generated/swagger-typescript-api'

const {
  supportTickets: tickets,
  supportTicketAttachments: attachments,
  events,
  messages,
  desk,
} = new Api({
  baseUrl: `${process.env['SUPPORT_URL']}/api`,
})

/** The client throws what is not a success. */
const answer = async (response: Promise<HttpResponse<unknown, unknown>>) => {
  const { status, data } = await response.catch((refused: HttpResponse<unknown, unknown>) => refused)
  return { status, data }
}

const blob = async (response: Promise<HttpResponse<unknown, unknown>>) => {
  const answered = await response
  return { status: answered.status, data: await answered.blob() }
}

/** The client would write a list of files as JSON; a form that is made already it sends as it is. */
function formOf({ files, ...fields }: Parameters<typeof tickets.ticketsCreateWithFiles>[0]) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value))
  for (const file of files ?? []) form.append('files', file)
  return form as unknown as typeof fields
}

await callAll({
  'tickets-create': (body) => answer(tickets.ticketsCreate(body)),
  'tickets-createWithFiles': (body) => answer(tickets.ticketsCreateWithFiles(formOf(body))),
  'tickets-list': (query) => answer(tickets.ticketsList(query)),
  'tickets-get': (id) => answer(tickets.ticketsGet(id)),
  'tickets-update': (id, body) => answer(tickets.ticketsUpdate(id, body)),
  'tickets-delete': (id) => answer(tickets.ticketsDelete(id)),
  'attachments-create': (body) => answer(attachments.attachmentsCreate(body)),
  'attachments-upload': (body) => answer(attachments.attachmentsUpload(body)),
  'attachments-list': (query) => answer(attachments.attachmentsList(query)),
  'attachments-get': (id) => answer(attachments.attachmentsGet(id)),
  'attachments-update': (id, body) => answer(attachments.attachmentsUpdate(id, body)),
  'attachments-delete': (id) => answer(attachments.attachmentsDelete(id)),
  'attachments-link': (id, query) => answer(attachments.attachmentsLink(id, query)),
  'attachments-download': (id) => blob(attachments.attachmentsDownload(id)),
  'attachments-thumbnail': (id) => blob(attachments.attachmentsThumbnail(id)),
  'attachments-startUpload': (body) => answer(attachments.attachmentsStartUpload(body)),
  'events-list': (query) => answer(events.eventsList(query)),
  'events-createStreamTicket': () => answer(events.eventsCreateStreamTicket()),
  'tickets-rotateToken': (id) => answer(tickets.ticketsRotateToken(id)),
  'messages-list': (id, query) => answer(tickets.messagesList(id, query)),
  'messages-search': (query) => answer(messages.messagesSearch(query)),
  'messages-create': (id, body) => answer(tickets.messagesCreate(id, body)),
  'messages-update': ({ id, messageId }, body) => answer(tickets.messagesUpdate(id, messageId, body)),
  'desk-tickets-get': (id) => answer(desk.deskTicketsGet(id)),
  'desk-messages-list': (id, query) => answer(desk.deskMessagesList(id, query)),
  'desk-messages-search': (query) => answer(desk.deskMessagesSearch(query)),
  'desk-messages-create': (id, body) => answer(desk.deskMessagesCreate(id, body)),
  'desk-messages-update': ({ id, messageId }, body) => answer(desk.deskMessagesUpdate(id, messageId, body)),
  'desk-messages-cancel': ({ id, messageId }) => answer(desk.deskMessagesCancel(id, messageId)),
  'desk-messages-versions': ({ id, messageId }) => answer(desk.deskMessagesVersions(id, messageId)),
  'desk-drafts-list': () => answer(desk.deskDraftsList()),
  'desk-drafts-get': (id, kind) => answer(desk.deskDraftsGet(id, kind)),
  'desk-drafts-put': (id, kind, body) => answer(desk.deskDraftsPut(id, kind, body)),
  'desk-drafts-delete': (id, kind) => answer(desk.deskDraftsDelete(id, kind)),
  'desk-attachments-upload': (body) => answer(desk.deskAttachmentsUpload(body)),
  'attachments-completeUpload': (uploadId) => answer(attachments.attachmentsCompleteUpload(uploadId)),
})

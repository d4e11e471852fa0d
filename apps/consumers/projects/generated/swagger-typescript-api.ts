import { callAll } from './flow'
import { Api, type HttpResponse } from './generated/swagger-typescript-api'

const {
  supportTickets: tickets,
  supportTicketAttachments: attachments,
  events,
  desk,
  webhooks,
  messages,
  satisfaction,
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
  'desk-tickets-get': (id) => answer(desk.deskTicketsGet(id)),
  'desk-tickets-update': (id, body) => answer(desk.deskTicketsUpdate(id, body)),
  'desk-tickets-transition': (id, body) => answer(desk.deskTicketsTransition(id, body)),
  'desk-tickets-assign': (id, body) => answer(desk.deskTicketsAssign(id, body)),
  'desk-tickets-take': (id, body) => answer(desk.deskTicketsTake(id, body)),
  'desk-tickets-release': (id) => answer(desk.deskTicketsRelease(id)),
  'desk-tickets-snooze': (id, body) => answer(desk.deskTicketsSnooze(id, body)),
  'desk-tickets-unsnooze': (id) => answer(desk.deskTicketsUnsnooze(id)),
  'desk-tickets-follow': (id) => answer(desk.deskTicketsFollow(id)),
  'desk-tickets-unfollow': (id) => answer(desk.deskTicketsUnfollow(id)),
  'desk-agents-list': (query) => answer(desk.deskAgentsList(query)),
  'desk-agents-get': (id) => answer(desk.deskAgentsGet(id)),
  'desk-agents-me': () => answer(desk.deskAgentsMe()),
  'desk-agents-update': (id, body) => answer(desk.deskAgentsUpdate(id, body)),
  'desk-teams-list': (query) => answer(desk.deskTeamsList(query)),
  'desk-teams-get': (id) => answer(desk.deskTeamsGet(id)),
  'desk-teams-create': (body) => answer(desk.deskTeamsCreate(body)),
  'desk-teams-update': (id, body) => answer(desk.deskTeamsUpdate(id, body)),
  'desk-teams-delete': (id) => answer(desk.deskTeamsDelete(id)),
  'desk-tags-list': (query) => answer(desk.deskTagsList(query)),
  'desk-tags-rename': (id, body) => answer(desk.deskTagsRename(id, body)),
  'desk-tags-merge': (id, body) => answer(desk.deskTagsMerge(id, body)),
  'desk-requesters-get': (query) => answer(desk.deskRequestersGet(query)),
  'events-createStreamTicket': () => answer(events.eventsCreateStreamTicket()),
  'tickets-timeline': (id, query) => answer(tickets.ticketsTimeline(id, query)),
  'desk-tickets-list': (query) => answer(desk.deskTicketsList(query)),
  'desk-tickets-timeline': (id, query) => answer(desk.deskTicketsTimeline(id, query)),
  'desk-tickets-markRead': (id) => answer(desk.deskTicketsMarkRead(id)),
  'desk-reports-volume': (query) => answer(desk.deskReportsVolume(query)),
  'desk-reports-times': (query) => answer(desk.deskReportsTimes(query)),
  'desk-reports-csv': (report, query) => blob(desk.deskReportsCsv({ report, ...query })),
  'satisfaction-rate': (id, body) => answer(tickets.satisfactionRate(id, body)),
  'satisfaction-rateByToken': (body) => answer(satisfaction.satisfactionRateByToken(body)),
  'desk-satisfaction-get': (id) => answer(desk.deskSatisfactionGet(id)),
  'desk-satisfaction-createToken': (id) => answer(desk.deskSatisfactionCreateToken(id)),
  'desk-views-create': (body) => answer(desk.deskViewsCreate(body)),
  'desk-views-list': (query) => answer(desk.deskViewsList(query)),
  'desk-views-get': (id) => answer(desk.deskViewsGet(id)),
  'desk-views-counts': (query) => answer(desk.deskViewsCounts(query)),
  'desk-views-update': (id, body) => answer(desk.deskViewsUpdate(id, body)),
  'desk-views-delete': (id) => answer(desk.deskViewsDelete(id)),
  'desk-presence-beat': (body) => answer(desk.deskPresenceBeat(body)),
  'desk-presence-list': (query) => answer(desk.deskPresenceList(query)),
  'desk-bulk-create': (body) => answer(desk.deskBulkCreate(body)),
  'desk-bulk-list': (query) => answer(desk.deskBulkList(query)),
  'desk-bulk-get': (id) => answer(desk.deskBulkGet(id)),
  'desk-bulk-results': (id, query) => answer(desk.deskBulkResults(id, query)),
  'desk-bulk-cancel': (id) => answer(desk.deskBulkCancel(id)),
  'desk-bulk-undo': (id) => answer(desk.deskBulkUndo(id)),
  'desk-macros-create': (body) => answer(desk.deskMacrosCreate(body)),
  'desk-macros-list': (query) => answer(desk.deskMacrosList(query)),
  'desk-macros-uses': (query) => answer(desk.deskMacrosUses(query)),
  'desk-macros-get': (id) => answer(desk.deskMacrosGet(id)),
  'desk-macros-update': (id, body) => answer(desk.deskMacrosUpdate(id, body)),
  'desk-macros-delete': (id) => answer(desk.deskMacrosDelete(id)),
  'desk-macros-preview': ({ id, macroId }) => answer(desk.deskMacrosPreview(id, macroId)),
  'desk-macros-apply': ({ id, macroId }, body) => answer(desk.deskMacrosApply(id, macroId, body)),
  'webhooks-create': (body) => answer(webhooks.webhooksCreate(body)),
  'webhooks-list': (query) => answer(webhooks.webhooksList(query)),
  'webhooks-get': (id) => answer(webhooks.webhooksGet(id)),
  'webhooks-getStatus': (id) => answer(webhooks.webhooksGetStatus(id)),
  'webhooks-update': (id, body) => answer(webhooks.webhooksUpdate(id, body)),
  'webhooks-rotateSecret': (id) => answer(webhooks.webhooksRotateSecret(id)),
  'webhooks-test': (id) => answer(webhooks.webhooksTest(id)),
  'webhooks-listDeliveries': (id, query) => answer(webhooks.webhooksListDeliveries(id, query)),
  'webhooks-replay': (id, body) => answer(webhooks.webhooksReplay(id, body)),
  'webhooks-delete': (id) => answer(webhooks.webhooksDelete(id)),
  'tickets-rotateToken': (id) => answer(tickets.ticketsRotateToken(id)),
  'messages-list': (id, query) => answer(tickets.messagesList(id, query)),
  'messages-search': (query) => answer(messages.messagesSearch(query)),
  'messages-create': (id, body) => answer(tickets.messagesCreate(id, body)),
  'messages-update': ({ id, messageId }, body) => answer(tickets.messagesUpdate(id, messageId, body)),
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

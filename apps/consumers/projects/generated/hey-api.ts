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
  'desk-tickets-get': (id) => answer(api.deskTicketsGet({ path: { id } })),
  'desk-tickets-update': (id, body) => answer(api.deskTicketsUpdate({ path: { id }, body })),
  'desk-tickets-transition': (id, body) => answer(api.deskTicketsTransition({ path: { id }, body })),
  'desk-tickets-assign': (id, body) => answer(api.deskTicketsAssign({ path: { id }, body })),
  'desk-tickets-take': (id, body) => answer(api.deskTicketsTake({ path: { id }, body })),
  'desk-tickets-release': (id) => answer(api.deskTicketsRelease({ path: { id } })),
  'desk-tickets-snooze': (id, body) => answer(api.deskTicketsSnooze({ path: { id }, body })),
  'desk-tickets-unsnooze': (id) => answer(api.deskTicketsUnsnooze({ path: { id } })),
  'desk-tickets-follow': (id) => answer(api.deskTicketsFollow({ path: { id } })),
  'desk-tickets-unfollow': (id) => answer(api.deskTicketsUnfollow({ path: { id } })),
  'desk-agents-list': (query) => answer(api.deskAgentsList({ query })),
  'desk-agents-get': (id) => answer(api.deskAgentsGet({ path: { id } })),
  'desk-agents-me': () => answer(api.deskAgentsMe()),
  'desk-agents-update': (id, body) => answer(api.deskAgentsUpdate({ path: { id }, body })),
  'desk-teams-list': (query) => answer(api.deskTeamsList({ query })),
  'desk-teams-get': (id) => answer(api.deskTeamsGet({ path: { id } })),
  'desk-teams-create': (body) => answer(api.deskTeamsCreate({ body })),
  'desk-teams-update': (id, body) => answer(api.deskTeamsUpdate({ path: { id }, body })),
  'desk-teams-delete': (id) => answer(api.deskTeamsDelete({ path: { id } })),
  'desk-tags-list': (query) => answer(api.deskTagsList({ query })),
  'desk-tags-rename': (id, body) => answer(api.deskTagsRename({ path: { id }, body })),
  'desk-tags-merge': (id, body) => answer(api.deskTagsMerge({ path: { id }, body })),
  'desk-requesters-get': (query) => answer(api.deskRequestersGet({ query })),
  'events-createStreamTicket': () => answer(api.eventsCreateStreamTicket()),
  'tickets-timeline': (id, query) => answer(api.ticketsTimeline({ path: { id }, query })),
  'desk-tickets-list': (query) => answer(api.deskTicketsList({ query })),
  'desk-tickets-timeline': (id, query) => answer(api.deskTicketsTimeline({ path: { id }, query })),
  'desk-tickets-markRead': (id) => answer(api.deskTicketsMarkRead({ path: { id } })),
  'desk-views-create': (body) => answer(api.deskViewsCreate({ body })),
  'desk-views-list': (query) => answer(api.deskViewsList({ query })),
  'desk-views-get': (id) => answer(api.deskViewsGet({ path: { id } })),
  'desk-views-counts': (query) => answer(api.deskViewsCounts({ query })),
  'desk-views-update': (id, body) => answer(api.deskViewsUpdate({ path: { id }, body })),
  'desk-views-delete': (id) => answer(api.deskViewsDelete({ path: { id } })),
  'desk-presence-beat': (body) => answer(api.deskPresenceBeat({ body })),
  'desk-presence-list': (query) => answer(api.deskPresenceList({ query })),
  'webhooks-create': (body) => answer(api.webhooksCreate({ body })),
  'webhooks-list': (query) => answer(api.webhooksList({ query })),
  'webhooks-get': (id) => answer(api.webhooksGet({ path: { id } })),
  'webhooks-getStatus': (id) => answer(api.webhooksGetStatus({ path: { id } })),
  'webhooks-update': (id, body) => answer(api.webhooksUpdate({ path: { id }, body })),
  'webhooks-rotateSecret': (id) => answer(api.webhooksRotateSecret({ path: { id } })),
  'webhooks-test': (id) => answer(api.webhooksTest({ path: { id } })),
  'webhooks-listDeliveries': (id, query) => answer(api.webhooksListDeliveries({ path: { id }, query })),
  'webhooks-replay': (id, body) => answer(api.webhooksReplay({ path: { id }, body })),
  'webhooks-delete': (id) => answer(api.webhooksDelete({ path: { id } })),
  'attachments-completeUpload': (uploadId) => answer(api.attachmentsCompleteUpload({ path: { uploadId } })),
})

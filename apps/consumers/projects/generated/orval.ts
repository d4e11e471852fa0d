import { callAll } from './flow'
import * as api from './generated/orval'

await callAll({
  'tickets-create': (body) => api.ticketsCreate(body),
  'tickets-createWithFiles': (body) => api.ticketsCreateWithFiles(body),
  'tickets-list': (query) => api.ticketsList(query),
  'tickets-get': (id) => api.ticketsGet(id),
  'tickets-update': (id, body) => api.ticketsUpdate(id, body),
  'tickets-delete': (id) => api.ticketsDelete(id),
  'attachments-create': (body) => api.attachmentsCreate(body),
  'attachments-upload': (body) => api.attachmentsUpload(body),
  'attachments-list': (query) => api.attachmentsList(query),
  'attachments-get': (id) => api.attachmentsGet(id),
  'attachments-update': (id, body) => api.attachmentsUpdate(id, body),
  'attachments-delete': (id) => api.attachmentsDelete(id),
  'attachments-link': (id, query) => api.attachmentsLink(id, query),
  'attachments-download': (id) => api.attachmentsDownload(id),
  'attachments-thumbnail': (id) => api.attachmentsThumbnail(id),
  'attachments-startUpload': (body) => api.attachmentsStartUpload(body),
  'events-list': (query) => api.eventsList(query),
  'events-createStreamTicket': () => api.eventsCreateStreamTicket(),
  'attachments-completeUpload': (uploadId) => api.attachmentsCompleteUpload(uploadId),
})

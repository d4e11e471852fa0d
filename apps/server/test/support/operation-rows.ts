import type { ErrorCode, OperationPath } from '@kinconecta/support-contracts'
import { anAttachment, aTicket } from './harness.ts'

/** The objects that the input of an operation can name. */
export interface Ids {
  ticketId: number
  attachmentId: number
  uploadId: string
}

/** What a test needs to know to call an operation. */
export interface OperationRow {
  /** What the input names: the caller must be allowed to reach it. */
  names: keyof Ids | 'nothing'
  input(ids: Ids): Record<string, unknown>
  /** The code of a call that is allowed and cannot succeed in a test. Without it, an allowed call succeeds. */
  allowed?: ErrorCode
}

/** A row for every operation: without one, this does not compile. */
export const operationRows: Record<OperationPath, OperationRow> = {
  'tickets.create': { names: 'nothing', input: () => aTicket },
  'tickets.createWithFiles': { names: 'nothing', input: () => aTicket },
  'tickets.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'tickets.get': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }) },
  'tickets.update': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId, ...aTicket }) },
  'tickets.delete': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }) },
  'attachments.create': { names: 'ticketId', input: ({ ticketId }) => ({ ...anAttachment, ticketId }) },
  'attachments.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'attachments.get': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'attachments.update': {
    names: 'attachmentId',
    input: ({ attachmentId, ticketId }) => ({
      id: attachmentId,
      ticketId,
      fileName: 'estado.png',
      fileUrl: `https://support.test/api/support_ticket_attachments/${attachmentId}/file`,
    }),
  },
  'attachments.delete': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'attachments.link': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'attachments.upload': { names: 'ticketId', input: ({ ticketId }) => ({ ticketId }) },
  'attachments.startUpload': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ ticketId, fileName: 'a.png', mimeType: 'image/png', fileSizeBytes: 5 }),
  },
  'attachments.completeUpload': {
    names: 'uploadId',
    input: ({ uploadId }) => ({ uploadId }),
    allowed: 'UPLOAD_INCOMPLETE',
  },
  'attachments.download': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'attachments.thumbnail': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'events.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'events.stream': { names: 'nothing', input: () => ({}) },
  'events.createStreamTicket': { names: 'nothing', input: () => ({}) },
}

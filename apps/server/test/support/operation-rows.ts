import type { ErrorCode, OperationErrors, OperationPath, SupportEvent } from '@kinconecta/support-contracts'
import { expect } from 'vitest'
import { anAttachment, aTicket } from './harness.ts'

/** The ids that the input of an operation can contain. */
export interface Ids {
  ticketId: number
  attachmentId: number
  uploadId: string
  /** A reply that the caller has written. */
  messageId: number
  /** A reply of the caller that is not sent yet. */
  pendingId: number
}

/** How a test calls an operation. */
export interface OperationRow {
  /** The object that the input refers to, which the caller must be allowed to reach. */
  names: keyof Ids | 'nothing'
  input(ids: Ids): Record<string, unknown>
  /** The error code of an allowed call if it cannot succeed in a test. By default an allowed call succeeds. */
  allowed?: ErrorCode
}

/** The paths of all mutations. */
export type MutationPath = {
  [Path in OperationPath]: 'IDEMPOTENCY_IN_FLIGHT' extends OperationErrors[Path] ? Path : never
}[OperationPath]

/** How a test calls a mutation. */
interface MutationRow extends OperationRow {
  /** The events that the call writes. */
  events: Pick<SupportEvent, 'type' | 'data'>[]
}

type Rows = { [Path in OperationPath]: Path extends MutationPath ? MutationRow : OperationRow }

const anyId = expect.any(Number) as number
const created = {
  type: 'ticket.created',
  data: { status: 'OPEN', category: 'GENERAL', roleContext: expect.any(String) },
} as const
const attached = { type: 'attachment.created', data: { attachmentId: anyId } } as const

/** One row per operation. If a row is missing, this does not compile. */
export const operationRows: Rows = {
  'tickets.create': { names: 'nothing', input: () => aTicket, events: [created] },
  'tickets.createWithFiles': { names: 'nothing', input: () => aTicket, events: [created, attached] },
  'tickets.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'tickets.get': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }) },
  'tickets.update': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, ...aTicket, subject: 'Otro asunto' }),
    events: [{ type: 'ticket.updated', data: { changedFields: ['subject'] } }],
  },
  'tickets.delete': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId }),
    events: [{ type: 'ticket.deleted', data: {} }],
  },
  'tickets.rotateToken': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }), events: [] },
  'messages.list': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }) },
  'messages.search': { names: 'nothing', input: () => ({ q: 'hola', limit: 1000 }) },
  'messages.create': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, body: 'Ya funciona' }),
    events: [{ type: 'message.created', data: { messageId: anyId, authorKind: 'agent' } }],
  },
  'messages.update': {
    names: 'ticketId',
    input: ({ ticketId, messageId }) => ({ id: ticketId, messageId, body: 'Ya no funciona' }),
    events: [{ type: 'message.updated', data: { messageId: anyId, authorKind: 'agent' } }],
  },
  'attachments.create': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ ...anAttachment, ticketId }),
    events: [attached],
  },
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
    events: [{ type: 'attachment.updated', data: { attachmentId: anyId, changedFields: expect.any(Array) } }],
  },
  'attachments.delete': {
    names: 'attachmentId',
    input: ({ attachmentId }) => ({ id: attachmentId }),
    events: [{ type: 'attachment.deleted', data: { attachmentId: anyId } }],
  },
  'attachments.link': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'attachments.upload': { names: 'ticketId', input: ({ ticketId }) => ({ ticketId }), events: [attached] },
  'attachments.startUpload': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ ticketId, fileName: 'a.png', mimeType: 'image/png', fileSizeBytes: 5 }),
    events: [],
  },
  'attachments.completeUpload': {
    names: 'uploadId',
    input: ({ uploadId }) => ({ uploadId }),
    allowed: 'UPLOAD_INCOMPLETE',
    events: [attached],
  },
  'attachments.download': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'attachments.thumbnail': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'events.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'events.stream': { names: 'nothing', input: () => ({}) },
  'events.createStreamTicket': { names: 'nothing', input: () => ({}), events: [] },
  'desk.tickets.get': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }) },
  'desk.messages.list': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }) },
  'desk.messages.search': { names: 'nothing', input: () => ({ q: 'hola', limit: 1000 }) },
  'desk.messages.create': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, kind: 'note', body: 'Lo miro mañana' }),
    events: [{ type: 'note.created', data: { messageId: anyId, authorKind: 'agent' } }],
  },
  'desk.messages.update': {
    names: 'ticketId',
    input: ({ ticketId, messageId }) => ({ id: ticketId, messageId, body: 'Lo hemos corregido' }),
    events: [{ type: 'message.updated', data: { messageId: anyId, authorKind: 'agent' } }],
  },
  'desk.messages.cancel': {
    names: 'ticketId',
    input: ({ ticketId, pendingId }) => ({ id: ticketId, messageId: pendingId }),
    events: [],
  },
  'desk.messages.versions': {
    names: 'ticketId',
    input: ({ ticketId, messageId }) => ({ id: ticketId, messageId }),
  },
  'desk.drafts.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'desk.drafts.get': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId, kind: 'reply' }) },
  'desk.drafts.put': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, kind: 'note', body: 'Lo miro' }),
    events: [],
  },
  'desk.drafts.delete': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, kind: 'reply' }),
    events: [],
  },
  'desk.attachments.upload': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ ticketId }),
    events: [{ type: 'internal_attachment.created', data: { attachmentId: anyId } }],
  },
}

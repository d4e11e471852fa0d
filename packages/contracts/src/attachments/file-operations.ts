import { z } from 'zod'
import { Attachment } from './attachments.ts'
import {
  AttachmentUpload,
  DirectUpload,
  DirectUploadRef,
  DirectUploadRequest,
  FileRequest,
  ThumbnailRequest,
} from './files.ts'
import { Ticket, TicketCreate } from '../tickets/tickets.ts'
import type { OperationMeta } from '../core/trpc.ts'

/** The parts of a form that are files: `min` to `max` of them, all under one name. */
export interface FileParts {
  name: string
  min: number
  max: number
}

/**
 * An operation that takes or gives bytes, or arranges it. REST alone has it: RPC speaks JSON. In everything else it is like the
 * others: access, errors, idempotency, and its place in the document.
 */
export interface FileOperation {
  path: FileOperationPath
  type: 'query' | 'mutation'
  meta: OperationMeta
  /** The members of the form that are not files, or path and query. */
  input: z.ZodObject
  /** The body of a success; of one that gives bytes, null. */
  output: z.ZodType
  /** Of one that takes files. */
  files?: FileParts
}

/** Names of operations on files, `attachments.upload`. */
export type FileOperationPath =
  | 'tickets.createWithFiles'
  | 'attachments.upload'
  | 'attachments.startUpload'
  | 'attachments.completeUpload'
  | 'attachments.download'
  | 'attachments.thumbnail'

const TAKES: NonNullable<OperationMeta['errors']> = [
  'FILE_LIMIT_REACHED',
  'UPLOAD_QUOTA_REACHED',
  'FILE_TOO_LARGE',
  'FILE_TYPE_NOT_ALLOWED',
  'STORAGE_UNAVAILABLE',
  'STORAGE_FULL',
]
const GIVES: NonNullable<OperationMeta['errors']> = [
  'LINK_INVALID',
  'ATTACHMENT_NOT_FOUND',
  'FILE_NOT_FOUND',
  'FILE_PENDING',
  'FILE_REJECTED',
  'STORAGE_UNAVAILABLE',
]

const ticketTags = ['Support tickets']
const attachmentTags = ['Support ticket attachments']

/** The operations on files by name. */
export const fileOperations: { readonly [Path in FileOperationPath]: FileOperation & { path: Path } } = {
  'tickets.createWithFiles': {
    path: 'tickets.createWithFiles',
    type: 'mutation',
    meta: {
      openapi: { method: 'POST', path: '/support_tickets', tags: ticketTags, summary: 'Create a support ticket' },
      success: { status: 201, description: 'The ticket.', locationOf: 'ticketId' },
      errors: ['FIELD_NOT_ALLOWED', ...TAKES],
    },
    input: TicketCreate,
    output: Ticket,
    files: { name: 'files', min: 0, max: 5 },
  },
  'attachments.upload': {
    path: 'attachments.upload',
    type: 'mutation',
    meta: {
      openapi: {
        method: 'POST',
        path: '/support_ticket_attachments',
        tags: attachmentTags,
        summary: 'Attach a file to a support ticket',
      },
      success: { status: 201, description: 'The attachment.', locationOf: 'attachmentId' },
      errors: ['TICKET_NOT_FOUND', ...TAKES],
    },
    input: AttachmentUpload,
    output: Attachment,
    files: { name: 'file', min: 1, max: 1 },
  },
  'attachments.startUpload': {
    path: 'attachments.startUpload',
    type: 'mutation',
    meta: {
      openapi: {
        method: 'POST',
        path: '/support_ticket_attachments/uploads',
        tags: attachmentTags,
        summary: 'Start to upload a file to the store directly',
      },
      success: { status: 201, description: 'Where to send the file.', isFleeting: true },
      errors: [
        'TICKET_NOT_FOUND',
        'DIRECT_UPLOAD_UNAVAILABLE',
        'FILE_TOO_LARGE',
        'FILE_TYPE_NOT_ALLOWED',
        'STORAGE_UNAVAILABLE',
      ],
    },
    input: DirectUploadRequest,
    output: DirectUpload,
  },
  'attachments.completeUpload': {
    path: 'attachments.completeUpload',
    type: 'mutation',
    meta: {
      openapi: {
        method: 'POST',
        path: '/support_ticket_attachments/uploads/{uploadId}/complete',
        tags: attachmentTags,
        summary: 'Attach a file that was uploaded directly',
      },
      success: { status: 201, description: 'The attachment.', locationOf: 'attachmentId' },
      errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_INCOMPLETE', 'TICKET_NOT_FOUND', ...TAKES],
    },
    input: DirectUploadRef,
    output: Attachment,
  },
  'attachments.download': {
    path: 'attachments.download',
    type: 'query',
    meta: {
      openapi: {
        method: 'GET',
        path: '/support_ticket_attachments/{id}/file',
        tags: attachmentTags,
        summary: 'Get the file of an attachment',
      },
      success: { status: 200, description: 'The bytes, with the media type that was found in them (`mimeType`).' },
      errors: [...GIVES, 'RANGE_NOT_SATISFIABLE'],
    },
    input: FileRequest,
    output: z.null(),
  },
  'attachments.thumbnail': {
    path: 'attachments.thumbnail',
    type: 'query',
    meta: {
      openapi: {
        method: 'GET',
        path: '/support_ticket_attachments/{id}/thumbnail',
        tags: attachmentTags,
        summary: 'Get a small picture of an attached image',
      },
      success: {
        status: 200,
        description: 'WebP of at most 320 by 320 pixels, of a PNG, JPEG or WebP.',
        mediaType: 'image/webp',
      },
      errors: [...GIVES, 'RANGE_NOT_SATISFIABLE', 'THUMBNAIL_BUSY'],
    },
    input: ThumbnailRequest,
    output: z.null(),
  },
}

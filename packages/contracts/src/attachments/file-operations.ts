import { operation } from '../trpc.ts'
import { Attachment } from './attachment.ts'
import { DOWNLOAD_ERRORS, UPLOAD_ERRORS } from './file-errors.ts'
import {
  AttachmentUpload,
  DirectUpload,
  DirectUploadRef,
  DirectUploadRequest,
  FileContent,
  FileRequest,
  ThumbnailRequest,
} from './files.ts'

const tags = ['Support ticket attachments']
const collection = '/support_ticket_attachments'

/** The operations of `attachments.*` with files. RPC does not have them. */
export const attachmentFiles = {
  upload: operation({
    kind: 'upload',
    files: { name: 'file', min: 1, max: 1 },
    sharedPath: collection,
    openapi: { method: 'POST', path: `${collection}/upload`, tags, summary: 'Upload a file to a support ticket' },
    success: { status: 201, description: 'The attachment.', locationOf: 'attachmentId' },
    errors: ['TICKET_NOT_FOUND', ...UPLOAD_ERRORS],
    events: ['attachment.created'],
  })
    .input(AttachmentUpload)
    .output(Attachment)
    .mutation(({ ctx, input }) => ctx.attachments.upload(input)),

  startUpload: operation({
    openapi: { method: 'POST', path: `${collection}/uploads`, tags, summary: 'Start a direct upload to the storage' },
    success: { status: 201, description: 'Where to send the file.', isFleeting: true },
    errors: [
      'TICKET_NOT_FOUND',
      'DIRECT_UPLOAD_UNAVAILABLE',
      'UPLOAD_QUOTA_REACHED',
      'FILE_TOO_LARGE',
      'FILE_TYPE_NOT_ALLOWED',
      'STORAGE_UNAVAILABLE',
    ],
    events: [], // nothing is attached yet
  })
    .input(DirectUploadRequest)
    .output(DirectUpload)
    .mutation(({ ctx, input }) => ctx.attachments.startUpload(input)),

  completeUpload: operation({
    openapi: {
      method: 'POST',
      path: `${collection}/uploads/{uploadId}/complete`,
      tags,
      summary: 'Complete a direct upload',
    },
    success: { status: 201, description: 'The attachment.', locationOf: 'attachmentId' },
    errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_INCOMPLETE', 'TICKET_NOT_FOUND', ...UPLOAD_ERRORS],
    events: ['attachment.created'],
  })
    .input(DirectUploadRef)
    .output(Attachment)
    .mutation(({ ctx, input }) => ctx.attachments.completeUpload(input)),

  download: operation({
    kind: 'download',
    openapi: { method: 'GET', path: `${collection}/{id}/file`, tags, summary: 'Download the file of an attachment' },
    success: { status: 200, description: 'The bytes of the file, with the detected media type (`mimeType`).' },
    errors: [...DOWNLOAD_ERRORS],
  })
    .input(FileRequest)
    .output(FileContent)
    .query(({ ctx, input }) => ctx.attachments.download(input)),

  thumbnail: operation({
    kind: 'download',
    openapi: { method: 'GET', path: `${collection}/{id}/thumbnail`, tags, summary: 'Download a thumbnail of an image' },
    success: {
      status: 200,
      description:
        'A WebP image of at most 320 × 320 pixels. PNG, JPEG and WebP images have a thumbnail; HEIC does not.',
      mediaType: 'image/webp',
    },
    errors: [...DOWNLOAD_ERRORS, 'THUMBNAIL_BUSY'],
  })
    .input(ThumbnailRequest)
    .output(FileContent)
    .query(({ ctx, input }) => ctx.attachments.thumbnail(input)),
}

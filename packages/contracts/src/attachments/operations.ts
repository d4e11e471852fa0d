import { z } from 'zod'
import { Ref, VersionedRef } from '../core/ids.ts'
import { pageOf } from '../core/pages.ts'
import { operation } from '../trpc.ts'
import { AttachmentQuery } from './attachment-query.ts'
import { Attachment, AttachmentCreate, AttachmentUpdate, FileLink, FileLinkRequest } from './attachment.ts'

const tags = ['Support ticket attachments']
const collection = '/support_ticket_attachments'
const item = '/support_ticket_attachments/{id}'

/** The procedures of `attachments.*`. */
export const attachments = {
  create: operation({
    openapi: { method: 'POST', path: collection, tags, summary: 'Attach a file to a support ticket' },
    success: { status: 201, description: 'The attachment.', locationOf: 'attachmentId' },
    errors: ['TICKET_NOT_FOUND'],
    events: ['attachment.created'],
  })
    .input(AttachmentCreate)
    .output(Attachment)
    .mutation(({ ctx, input }) => ctx.attachments.create(input)),

  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List attachments' },
    success: { status: 200, description: 'Attachments, ascending by id.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(AttachmentQuery.prefault({}))
    .output(pageOf(Attachment))
    .query(({ ctx, input }) => ctx.attachments.list(input)),

  get: operation({
    openapi: { method: 'GET', path: item, tags, summary: 'Get an attachment' },
    success: { status: 200, description: 'The attachment.' },
    errors: ['ATTACHMENT_NOT_FOUND'],
  })
    .input(Ref)
    .output(Attachment)
    .query(({ ctx, input }) => ctx.attachments.get(input)),

  update: operation({
    openapi: { method: 'PUT', path: item, tags, summary: "Update an attachment's metadata" },
    success: { status: 200, description: 'The updated attachment.' },
    errors: [
      'ATTACHMENT_NOT_FOUND',
      'MESSAGE_NOT_EDITABLE',
      'TICKET_NOT_FOUND',
      'PRECONDITION_FAILED',
      'FIELD_NOT_ALLOWED',
      'FILE_LIMIT_REACHED',
    ],
    events: ['attachment.updated', 'internal_attachment.updated'],
  })
    .input(AttachmentUpdate)
    .output(Attachment)
    .mutation(({ ctx, input }) => ctx.attachments.update(input)),

  delete: operation({
    openapi: { method: 'DELETE', path: item, tags, summary: 'Delete an attachment' },
    success: { status: 204, description: 'Deleted.' },
    errors: ['ATTACHMENT_NOT_FOUND', 'MESSAGE_NOT_EDITABLE', 'PRECONDITION_FAILED'],
    events: ['attachment.deleted', 'internal_attachment.deleted'],
  })
    .input(VersionedRef)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.attachments.delete(input)),

  link: operation({
    openapi: { method: 'GET', path: `${item}/link`, tags, summary: 'Get a link to the file of an attachment' },
    success: {
      status: 200,
      description: 'A link that works without a token, for example in a browser.',
      isFleeting: true,
    },
    errors: ['ATTACHMENT_NOT_FOUND', 'FILE_NOT_FOUND', 'FILE_PENDING', 'FILE_REJECTED'],
  })
    .input(FileLinkRequest)
    .output(FileLink)
    .query(({ ctx, input }) => ctx.attachments.link(input)),
}

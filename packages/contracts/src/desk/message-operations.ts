import { z } from 'zod'
import { Attachment } from '../attachments/attachment.ts'
import { UPLOAD_ERRORS } from '../attachments/file-errors.ts'
import { AttachmentUpload } from '../attachments/files.ts'
import { pageOf } from '../core/pages.ts'
import { MessageQuery, MessageRef, MessageSearch } from '../messages/message.ts'
import { operation } from '../trpc.ts'
import {
  DeskMessage,
  DeskMessageCreate,
  DeskMessageUpdate,
  MessageVersion,
  MessageVersionQuery,
} from './desk-message.ts'
import { Draft, DraftPut, DraftQuery, DraftRef, VersionedDraftRef } from './draft.ts'

const tags = ['Desk']
const collection = '/desk/tickets/{id}/messages'
const item = `${collection}/{messageId}`
const draft = '/desk/tickets/{id}/drafts/{kind}'

/** The procedures of `desk.messages.*`. */
export const deskMessages = {
  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List the replies and notes of a ticket' },
    success: { status: 200, description: "Messages in the order of the conversation; first the ticket's own." },
    errors: ['TICKET_NOT_FOUND', 'CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(MessageQuery)
    .output(pageOf(DeskMessage))
    .query(({ ctx, input }) => ctx.desk.messages.list(input)),

  search: operation({
    openapi: { method: 'GET', path: '/desk/messages/search', tags, summary: 'Search replies and notes' },
    success: { status: 200, description: 'Replies and notes with these words, the newest first.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(MessageSearch)
    .output(pageOf(DeskMessage))
    .query(({ ctx, input }) => ctx.desk.messages.search(input)),

  create: operation({
    openapi: {
      method: 'POST',
      path: collection,
      tags,
      summary: 'Add a reply or a note to a ticket',
      description:
        'A reply with `sendAfterSeconds` waits: until it is sent, only its author sees it, and can edit it or take it ' +
        'back. Its effects and events happen when it is sent.',
    },
    success: { status: 201, description: 'The message. A reply with `sendAt` is not sent yet.' },
    errors: ['TICKET_NOT_FOUND', 'ATTACHMENT_NOT_FOUND', 'MESSAGE_LIMIT_REACHED'],
    events: [
      'message.created',
      'note.created',
      'attachment.created',
      'attachment.updated',
      'internal_attachment.updated',
      'ticket.waiting_on_changed',
    ],
  })
    .input(DeskMessageCreate)
    .output(DeskMessage)
    .mutation(({ ctx, input }) => ctx.desk.messages.create(input)),

  update: operation({
    openapi: { method: 'PUT', path: item, tags, summary: 'Edit a reply or a note' },
    success: { status: 200, description: 'The edited message.' },
    errors: ['TICKET_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'MESSAGE_NOT_EDITABLE', 'PRECONDITION_FAILED'],
    events: ['message.updated', 'note.updated'],
  })
    .input(DeskMessageUpdate)
    .output(DeskMessage)
    .mutation(({ ctx, input }) => ctx.desk.messages.update(input)),

  cancel: operation({
    openapi: { method: 'POST', path: `${item}/cancel`, tags, summary: 'Take back a reply that is not sent yet' },
    success: { status: 200, description: 'The reply with its text. It is removed.', isFleeting: true },
    errors: ['TICKET_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'MESSAGE_ALREADY_SENT'],
    events: [], // nobody else has seen it
  })
    .input(MessageRef.meta({ examples: [{}] }))
    .output(DeskMessage)
    .mutation(({ ctx, input }) => ctx.desk.messages.cancel(input)),

  versions: operation({
    openapi: { method: 'GET', path: `${item}/versions`, tags, summary: 'List the earlier texts of a message' },
    success: { status: 200, description: 'Earlier texts, the oldest first.' },
    errors: ['TICKET_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(MessageVersionQuery)
    .output(pageOf(MessageVersion))
    .query(({ ctx, input }) => ctx.desk.messages.versions(input)),
}

/** The procedures of `desk.drafts.*`. */
export const deskDrafts = {
  list: operation({
    openapi: { method: 'GET', path: '/desk/drafts', tags, summary: "List the caller's drafts" },
    success: { status: 200, description: 'Drafts, ascending by ticket.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(DraftQuery.prefault({}))
    .output(pageOf(Draft))
    .query(({ ctx, input }) => ctx.desk.drafts.list(input)),

  get: operation({
    openapi: { method: 'GET', path: draft, tags, summary: "Get the caller's draft for a ticket" },
    success: { status: 200, description: 'The draft.' },
    errors: ['TICKET_NOT_FOUND', 'DRAFT_NOT_FOUND'],
  })
    .input(DraftRef)
    .output(Draft)
    .query(({ ctx, input }) => ctx.desk.drafts.get(input)),

  put: operation({
    openapi: { method: 'PUT', path: draft, tags, summary: "Save the caller's draft for a ticket" },
    success: { status: 200, description: 'The saved draft.' },
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED'],
    events: [], // nobody else sees it
  })
    .input(DraftPut)
    .output(Draft)
    .mutation(({ ctx, input }) => ctx.desk.drafts.put(input)),

  delete: operation({
    openapi: { method: 'DELETE', path: draft, tags, summary: "Delete the caller's draft for a ticket" },
    success: { status: 204, description: 'Deleted.' },
    errors: ['TICKET_NOT_FOUND', 'DRAFT_NOT_FOUND', 'PRECONDITION_FAILED'],
    events: [],
  })
    .input(VersionedDraftRef)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.desk.drafts.delete(input)),
}

/** The operations of `desk.attachments.*` with files. RPC does not have them. */
export const deskFiles = {
  upload: operation({
    kind: 'upload',
    files: { name: 'file', min: 1, max: 1 },
    openapi: { method: 'POST', path: '/desk/attachments/upload', tags, summary: 'Upload a file for a reply or a note' },
    success: {
      status: 201,
      description: 'The attachment. Only staff see it, until it is sent with a reply.',
      locationOf: 'attachmentId',
    },
    errors: ['TICKET_NOT_FOUND', ...UPLOAD_ERRORS],
    events: ['internal_attachment.created'],
  })
    .input(AttachmentUpload)
    .output(Attachment)
    .mutation(({ ctx, input }) => ctx.desk.attachments.upload(input)),
}

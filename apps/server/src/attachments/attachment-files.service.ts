import {
  type AttachmentFileService,
  type DeskFileService,
  type DirectUploadRef,
  SupportError,
  ticketCreated,
  type TicketFileService,
} from '@kinconecta/support-contracts'
import { type AttachmentDependencies, attachmentNotFound } from './attachments.service.ts'
import type { OwnedAttachment } from './attachments.repository.ts'
import { insertTicket } from '../tickets/tickets.repository.ts'
import { creationBy, ticketNotFound } from '../tickets/tickets.rules.ts'
import { attacher, lockRoomOnTicket, refuseMoreThan } from './attach-files.ts'
import { contentOfFile, contentOfThumbnail } from '../files/file-content.ts'
import type { StoredUpload } from '../files/receive-file.ts'
import { servableFile, findStoredFile, type StoredFile } from '../files/stored-files.repository.ts'

/** The dependencies of these services for one call. */
export interface FileDependencies extends AttachmentDependencies {
  /** The files that were uploaded with the input. */
  received: StoredUpload[]
  /** The data of the response other than the output. */
  outcome: { isReplayed?: boolean }
}

/** The operations of `tickets.*` with files. */
export function ticketFileService(dependencies: FileDependencies): TicketFileService {
  const { db, clock, actor, files, received, record, ticketTokens } = dependencies
  return {
    async createWithFiles(input) {
      refuseMoreThan(files.limits.filesPerTicket, received.length)
      const ticket = await insertTicket(db, creationBy(actor, input), clock())
      record(ticketCreated(ticket), ticket)
      await attacher(dependencies)(ticket, received, { messageId: 0 })
      if (actor.kind === 'guest') await ticketTokens.insertFirst(db, ticket.ticketId, ticket.createdAt)
      return ticket
    },
  }
}

/** The operations of `attachments.*` with files. */
export function attachmentFileService(dependencies: FileDependencies): AttachmentFileService {
  const { db, actor, scope, files, received, findAttachment, findTicket } = dependencies

  const get = async (id: number): Promise<{ attachment: OwnedAttachment; file: StoredFile }> => {
    // A signed link grants access to its attachment without a scope.
    const attachment = await findAttachment(id, actor.kind === 'link' ? { kind: 'all' } : scope)
    if (!attachment) throw attachmentNotFound(id)
    return { attachment, file: servableFile(id, await findStoredFile(db, id)) }
  }

  return {
    async upload({ ticketId }) {
      const ticket = await lockRoomOnTicket(db, scope, ticketId, received.length, files.limits)
      const [attachment] = await attacher(dependencies)(ticket, received)
      return attachment!
    },

    async startUpload(input) {
      const ticket = await findTicket(input.ticketId, scope)
      if (!ticket) throw ticketNotFound(input.ticketId)
      return files.direct.start(db, actor, input)
    },

    async completeUpload(ref) {
      const upload = await files.direct.lock(db, actor, ref)
      if (upload.attachmentId !== null) return replayed(dependencies, ref, upload.attachmentId)
      const ticket = await lockRoomOnTicket(db, scope, upload.ticketId, 1, files.limits)
      const [attachment] = await attacher(dependencies)(ticket, received, { completedUpload: ref.uploadId })
      await files.direct.complete(db, ref, attachment!.attachmentId)
      return attachment!
    },

    async download({ id, inline }) {
      const { attachment, file } = await get(id)
      return contentOfFile(files.store, attachment, file, inline === true)
    },

    async thumbnail({ id }) {
      const { attachment, file } = await get(id)
      return contentOfThumbnail(files.store, attachment, file, await files.thumbnails(file))
    },
  }
}

/** The operations of `desk.attachments.*` with files: a file for a note, or for a reply that is not sent yet. */
export function deskFileService(dependencies: FileDependencies): DeskFileService {
  const { db, scope, files, received } = dependencies
  return {
    async upload({ ticketId }) {
      const ticket = await lockRoomOnTicket(db, scope, ticketId, received.length, files.limits, true)
      const [attachment] = await attacher(dependencies)(ticket, received, { isInternal: true })
      return attachment!
    },
  }
}

/**
 * Returns the attachment of an upload that another request has completed. The response is a replay, so that the file of
 * this request is deleted.
 */
async function replayed(
  { outcome, findAttachment }: FileDependencies,
  { uploadId }: DirectUploadRef,
  attachmentId: number,
): Promise<OwnedAttachment> {
  outcome.isReplayed = true
  const attachment = await findAttachment(attachmentId, { kind: 'all' })
  if (attachment) return attachment
  throw new SupportError('UPLOAD_NOT_FOUND', `Upload ${uploadId} not found`)
}

import {
  attachmentCreated,
  attachmentDeleted,
  type AttachmentService,
  attachmentUpdated,
  SupportError,
} from '@kinconecta/support-contracts'
import { type LockedTicket, lockTicketOfAttachments } from '../tickets/tickets.repository.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { attachmentPage } from './attachment-page.ts'
import { refuseMetadataChange } from './file-metadata.ts'
import type { Files } from '../files/files.ts'
import { servableFile, findStoredFile } from '../files/stored-files.repository.ts'
import {
  type AttachmentReads,
  deleteAttachment,
  insertAttachment,
  lockAttachment,
  type LockedAttachment,
  type OwnedAttachment,
  updateAttachment,
} from './attachments.repository.ts'

/** The dependencies of the service for one call. */
export interface AttachmentDependencies extends TicketDependencies, AttachmentReads {
  files: Files
}

/** The rules of `attachments.*`. A caller that may access a ticket may access its attachments. */
export function attachmentService(dependencies: AttachmentDependencies): AttachmentService {
  const { db, lists, clock, scope, ifVersions, files, record, findAttachment } = dependencies

  const get = async (id: number): Promise<OwnedAttachment> => {
    const attachment = await findAttachment(id, scope)
    if (!attachment) throw attachmentNotFound(id)
    return attachment
  }

  const lock = async (id: number): Promise<LockedAttachment> => {
    const attachment = await lockAttachment(db, id, scope)
    if (!attachment) throw attachmentNotFound(id)
    if (attachment.isOnMessage && scope.kind !== 'all')
      throw new SupportError('MESSAGE_NOT_EDITABLE', `Attachment ${id} is on a message; only staff may change it`)
    return attachment
  }

  return {
    async link({ id, as = 'attachment' }) {
      await get(id)
      servableFile(id, await findStoredFile(db, id))
      return files.links.make(id, as)
    },

    async create(input) {
      const ticket = await lockTicketOf(dependencies, input.ticketId)
      const attachment = await insertAttachment(db, input, clock())
      record(attachmentCreated(attachment, ticket), ticket)
      return attachment
    },

    get: ({ id }) => get(id),

    list: (query) => attachmentPage(lists, query, scope),

    async update(input) {
      const before = await lock(input.id)
      await refuseMetadataChange(db, input, scope, files.limits)
      const hasMoved = input.ticketId !== before.ticketId
      const ticket = hasMoved ? await lockTicketOf(dependencies, input.ticketId) : before.ticket
      const after = await updateAttachment(db, input, ifVersions)
      if (!after) throw versionMismatch(`Attachment ${input.id}`, before.version, ifVersions)
      // A move to another ticket is recorded for both tickets.
      for (const each of hasMoved ? [before.ticket, ticket] : [ticket]) {
        record(attachmentUpdated(before, after, each), each)
      }
      return after
    },

    async delete({ id }) {
      const { ticket, version, isOnMessage: _, ...attachment } = await lock(id)
      if (!(await deleteAttachment(db, id, ifVersions))) {
        throw versionMismatch(`Attachment ${id}`, version, ifVersions)
      }
      record(attachmentDeleted(attachment, ticket), ticket)
      return null
    },
  }
}

async function lockTicketOf({ db, scope }: AttachmentDependencies, ticketId: number): Promise<LockedTicket> {
  const ticket = await lockTicketOfAttachments(db, ticketId, scope)
  if (!ticket) throw ticketNotFound(ticketId)
  return ticket
}

/** The error for an attachment that does not exist or is on a ticket outside the scope. */
export function attachmentNotFound(id: number): SupportError {
  return new SupportError('ATTACHMENT_NOT_FOUND', `Attachment ${id} not found`)
}

import { type AttachmentService, SupportError } from '@kinconecta/support-contracts'
import { type LockedTicket, lockTicketShared } from '../tickets/tickets.repository.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { attachmentCreated, attachmentDeleted, attachmentUpdated } from './attachment-changes.ts'
import { attachmentPage } from './attachment-page.ts'
import { refuseUntruth } from './file-metadata.ts'
import type { Files } from '../files/files.ts'
import { fileToGive, findStoredFile } from '../files/stored-files.repository.ts'
import {
  type AttachmentReads,
  deleteAttachment,
  insertAttachment,
  lockAttachment,
  type LockedAttachment,
  type OwnedAttachment,
  updateAttachment,
} from './attachments.repository.ts'

/** What the service works with for one call. */
export interface AttachmentDependencies extends TicketDependencies, AttachmentReads {
  files: Files
}

/** The rules of `attachments.*`: who may reach the ticket may reach what is attached to it. */
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
    return attachment
  }

  return {
    async link({ id, as = 'attachment' }) {
      await get(id)
      fileToGive(id, await findStoredFile(db, id))
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
      await refuseUntruth(db, input, scope, files.limits)
      const hasMoved = input.ticketId !== before.ticketId
      const ticket = hasMoved ? await lockTicketOf(dependencies, input.ticketId) : before.ticket
      const after = await updateAttachment(db, input, ifVersions)
      if (!after) throw versionMismatch(`Attachment ${input.id}`, before.version, ifVersions)
      // A move is an event of both tickets.
      for (const each of hasMoved ? [before.ticket, ticket] : [ticket]) {
        record(attachmentUpdated(before, after, each), each)
      }
      return after
    },

    async delete({ id }) {
      const { ticket, version } = await lock(id)
      if (!(await deleteAttachment(db, id, ifVersions))) {
        throw versionMismatch(`Attachment ${id}`, version, ifVersions)
      }
      record(attachmentDeleted(id, ticket), ticket)
      return null
    },
  }
}

async function lockTicketOf({ db, scope }: AttachmentDependencies, ticketId: number): Promise<LockedTicket> {
  const ticket = await lockTicketShared(db, ticketId, scope)
  if (!ticket) throw ticketNotFound(ticketId)
  return ticket
}

/** The answer for an attachment that is not there, and for one on a ticket of another's. */
export function attachmentNotFound(id: number): SupportError {
  return new SupportError('ATTACHMENT_NOT_FOUND', `Attachment ${id} not found`)
}

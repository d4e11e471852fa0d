import { type AttachmentService, SupportError } from '@kinconecta/support-contracts'
import { lockTicket } from '../tickets/tickets.repository.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { attachmentPage } from './attachment-page.ts'
import { refuseUntruth } from './file-metadata.ts'
import type { Files } from '../files/files.ts'
import { fileToGive, findStoredFile } from '../files/stored-files.repository.ts'
import {
  type AttachmentReads,
  deleteAttachment,
  insertAttachment,
  lockAttachment,
  type OwnedAttachment,
  updateAttachment,
} from './attachments.repository.ts'

/** What the service works with for one call. */
export interface AttachmentDependencies extends TicketDependencies, AttachmentReads {
  files: Files
}

/** The rules of `attachments.*`: who may reach the ticket may reach what is attached to it. */
export function attachmentService(dependencies: AttachmentDependencies): AttachmentService {
  const { db, lists, clock, scope, ifVersions, files, findAttachment } = dependencies

  const reach = async (id: number): Promise<OwnedAttachment> => {
    const attachment = await findAttachment(id, scope)
    if (!attachment) throw attachmentNotFound(id)
    return attachment
  }

  /** Of a member, what it changes has to be its own until the change is made; for everyone else the statements tell. */
  const hold = async (id: number): Promise<void> => {
    if (scope.kind === 'own' && !(await lockAttachment(db, id, scope.userId))) throw attachmentNotFound(id)
  }
  const holdTicket = async (id: number): Promise<void> => {
    if (scope.kind === 'own' && !(await lockTicket(db, id, scope, true))) throw ticketNotFound(id)
  }

  /** Nothing matched: it is not there, or not in this version. */
  const refuse = async (id: number): Promise<never> => {
    const { version } = await reach(id)
    throw versionMismatch(`Attachment ${id}`, version, ifVersions)
  }

  return {
    async link({ id, as = 'attachment' }) {
      await reach(id)
      fileToGive(id, await findStoredFile(db, id))
      return files.links.make(id, as)
    },

    async create(input) {
      await holdTicket(input.ticketId)
      return insertAttachment(db, input, clock())
    },

    get: ({ id }) => reach(id),

    list: (query) => attachmentPage(lists, query, scope),

    async update(input) {
      await hold(input.id)
      await holdTicket(input.ticketId)
      await refuseUntruth(db, input, scope, files.limits)
      return (await updateAttachment(db, input, ifVersions)) ?? refuse(input.id)
    },

    async delete({ id }) {
      await hold(id)
      return (await deleteAttachment(db, id, ifVersions)) ? null : refuse(id)
    },
  }
}

/** The answer for an attachment that is not there, and for one on a ticket of another's. */
export function attachmentNotFound(id: number): SupportError {
  return new SupportError('ATTACHMENT_NOT_FOUND', `Attachment ${id} not found`)
}

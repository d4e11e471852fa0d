import { type Attachment, type AttachmentService, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/tables.ts'
import { readPage } from '../paging/page.ts'
import { deleteAttachment, insertAttachment, listAttachments, updateAttachment } from './attachments.repository.ts'

export interface AttachmentDependencies {
  db: Kysely<Database>
  clock: Clock
  findAttachment: (id: number) => Promise<Attachment | undefined>
}

/** The rules of `attachments.*`. */
export function attachmentService({ db, clock, findAttachment }: AttachmentDependencies): AttachmentService {
  return {
    create: (input) => insertAttachment(db, input, clock()),
    get: async ({ id }) => (await findAttachment(id)) ?? notFound(id),
    list: (page) =>
      readPage(
        page,
        (after, limit) => listAttachments(db, after, limit),
        (item) => item.attachmentId,
      ),
    update: async (input) => (await updateAttachment(db, input)) ?? notFound(input.id),
    delete: async ({ id }) => ((await deleteAttachment(db, id)) ? null : notFound(id)),
  }
}

function notFound(id: number): never {
  throw new SupportError('ATTACHMENT_NOT_FOUND', `Attachment ${id} not found`)
}

import { type AttachmentQuery, Id, type Page } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Database } from '../platform/database/tables.ts'
import { readPage } from '../platform/paging/page.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { countAttachments, listAttachments } from './attachments.list.ts'
import type { VersionedAttachment } from './attachments.repository.ts'

const position = z.tuple([Id])

/** Returns one page of the attachments on tickets in the scope that match `query`, ascending by id. */
export async function attachmentPage(
  db: Kysely<Database>,
  query: AttachmentQuery,
  scope: TicketScope,
): Promise<Page<VersionedAttachment>> {
  const { ticketId, mimeType, uploadedFrom, uploadedTo } = query
  const filters = { ticketId, mimeType, uploadedFrom, uploadedTo }
  return readPage(query, {
    name: 'attachments',
    position,
    positionOf: ({ attachmentId }) => [attachmentId] as [number],
    listAfter: async (after, limit) => ({
      rows: await listAttachments(db, scope, filters, after?.[0] ?? 0, limit),
      isCut: false, // rows are small
    }),
    count: () => countAttachments(db, scope, filters),
  })
}

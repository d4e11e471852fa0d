import { type AttachmentUpdate, FileName, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { lockRoomOnTicket } from './attach-files.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { isSameKind } from '../files/file-kinds.ts'
import type { FileLimits } from '../files/receive-file.ts'
import { attachmentOfFile } from './attached-files.repository.ts'

/**
 * Checks an update of an attachment whose file is stored by this service, so that its metadata remain correct. Rejects
 * with FIELD_NOT_ALLOWED if the address, the type or the size changes, or if the new name has an extension of another
 * type; with FILE_LIMIT_REACHED if the attachment moves to a ticket that has the maximum number of files. Locks that
 * ticket.
 */
export async function refuseMetadataChange(
  transaction: Kysely<Database>,
  input: AttachmentUpdate,
  scope: TicketScope,
  limits: FileLimits,
): Promise<void> {
  const stored = await attachmentOfFile(transaction, input.id)
  if (!stored) return
  const refused = (['fileUrl', 'mimeType', 'fileSizeBytes'] as const).filter(
    (name) => input[name] !== undefined && input[name] !== stored[name],
  )
  if (refused.length > 0) {
    throw new SupportError(
      'FIELD_NOT_ALLOWED',
      `The file is stored by this service, so ${refused.join(', ')} cannot be changed`,
    )
  }
  if (!FileName.safeParse(input.fileName).success || !isSameKind(stored.fileName, input.fileName)) {
    throw new SupportError('FIELD_NOT_ALLOWED', 'fileName: Must be a file name with an extension of the same file type')
  }
  if (stored.ticketId === input.ticketId) return
  await lockRoomOnTicket(transaction, scope, input.ticketId, 1, limits, stored.isInternal)
}

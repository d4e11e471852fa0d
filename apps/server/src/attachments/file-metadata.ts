import { type AttachmentUpdate, FileName, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { lockRoomOnTicket } from './attach-files.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { isSameKind } from '../files/file-kinds.ts'
import type { FileLimits } from '../files/receive-file.ts'
import { attachmentOfFile } from './attached-files.repository.ts'

/**
 * What an attachment says of a file that is kept here stays true: address, type and size cannot be changed, nor the
 * end of its name. Throws FIELD_NOT_ALLOWED; FILE_LIMIT_REACHED where it would move to a ticket that is full.
 */
export async function refuseUntruth(
  transaction: Kysely<Database>,
  input: AttachmentUpdate,
  scope: TicketScope,
  limits: FileLimits,
): Promise<void> {
  const kept = await attachmentOfFile(transaction, input.id)
  if (!kept) return
  const refused = (['fileUrl', 'mimeType', 'fileSizeBytes'] as const).filter(
    (name) => input[name] !== undefined && input[name] !== kept[name],
  )
  if (refused.length > 0) {
    throw new SupportError('FIELD_NOT_ALLOWED', `The file is kept here, which decides ${refused.join(', ')}`)
  }
  if (!FileName.safeParse(input.fileName).success || !isSameKind(kept.fileName, input.fileName)) {
    throw new SupportError('FIELD_NOT_ALLOWED', 'The new fileName has to end like the old one, and name a file')
  }
  if (kept.ticketId === input.ticketId) return
  await lockRoomOnTicket(transaction, scope, input.ticketId, 1, limits)
}

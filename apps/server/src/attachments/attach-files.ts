import { type Actor, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { insertAttachmentOfFile, type VersionedAttachment } from './attachments.repository.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import type { TicketScope } from '../tickets/ticket-scope.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { Files } from '../files/files.ts'
import type { FileLimits, KeptFile } from '../files/receive-file.ts'
import { insertStoredFile } from '../files/stored-files.repository.ts'
import { lockDailyBytes } from '../files/upload-quota.ts'
import { lockFilesOfTicket } from './attached-files.repository.ts'

interface AttachDependencies {
  /** In a transaction. */
  db: Kysely<Database>
  clock: Clock
  actor: Actor
  files: Files
}

/** Makes received files attachments of a ticket, within the caller's daily quota. Throws UPLOAD_QUOTA_REACHED. */
export function attacher({ db, clock, actor, files: { limits, publicUrl, initialState } }: AttachDependencies) {
  return async (ticketId: number, received: KeptFile[], completedUpload?: string): Promise<VersionedAttachment[]> => {
    const bytes = received.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    if (received.length > 0) await lockDailyBytes(db, actor, bytes, limits, completedUpload)
    const attachments: VersionedAttachment[] = []
    for (const file of received) {
      const attachment = await insertAttachmentOfFile(db, ticketId, file, publicUrl, clock())
      await insertStoredFile(db, attachment.attachmentId, file, initialState, actor.id)
      attachments.push(attachment)
    }
    return attachments
  }
}

/**
 * Locks the ticket until this transaction ends, so that nobody else can attach files to it. Throws TICKET_NOT_FOUND if
 * it is outside the scope, FILE_LIMIT_REACHED if there is no room for `added` more files.
 */
export async function lockRoomOnTicket(
  transaction: Kysely<Database>,
  scope: TicketScope,
  ticketId: number,
  added: number,
  { filesPerTicket }: FileLimits,
): Promise<void> {
  const count = await lockFilesOfTicket(transaction, ticketId, scope)
  if (count === undefined) throw ticketNotFound(ticketId)
  refuseMoreThan(filesPerTicket, count + added)
}

export function refuseMoreThan(max: number, count: number): void {
  if (count > max) throw new SupportError('FILE_LIMIT_REACHED', `A ticket has at most ${max} files`)
}

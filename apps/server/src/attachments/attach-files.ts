import { type Actor, attachmentCreated, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { RecordChange } from '../events/change-record.ts'
import type { LockedTicket } from '../tickets/tickets.repository.ts'
import { insertAttachmentOfFile, type Placed, type VersionedAttachment } from './attachments.repository.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { limitedCaller } from '../platform/identity/limited-caller.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { Files } from '../files/files.ts'
import type { FileLimits, StoredUpload } from '../files/receive-file.ts'
import { insertStoredFile } from '../files/stored-files.repository.ts'
import { lockDailyBytes } from '../files/upload-quota.ts'
import { lockFilesOfTicket } from './attached-files.repository.ts'

interface AttachDependencies {
  /** A transaction. */
  db: Kysely<Database>
  clock: Clock
  actor: Actor
  files: Files
  record: RecordChange
}

/**
 * Returns a function that attaches stored files to a ticket. `completedUpload` is the id of the direct upload that the
 * file completes, the other options say where the files belong. Rejects with UPLOAD_QUOTA_REACHED if the files exceed the caller's daily quota.
 */
export function attacher({ db, clock, actor, record, files }: AttachDependencies) {
  const { limits, publicUrl, initialState } = files
  return async (
    ticket: LockedTicket,
    received: StoredUpload[],
    { completedUpload, ...placed }: { completedUpload?: string } & Placed = {},
  ): Promise<VersionedAttachment[]> => {
    const bytes = received.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    if (received.length > 0) await lockDailyBytes(db, actor, bytes, limits, completedUpload)
    const attachments: VersionedAttachment[] = []
    for (const file of received) {
      const attachment = await insertAttachmentOfFile(db, ticket.ticketId, { ...file, ...placed }, publicUrl, clock())
      await insertStoredFile(db, attachment.attachmentId, file, initialState, limitedCaller(actor))
      record(attachmentCreated(attachment, ticket), ticket)
      attachments.push(attachment)
    }
    return attachments
  }
}

/**
 * Locks the ticket until this transaction ends, so that no other transaction can attach files to it, and returns it.
 * Rejects with TICKET_NOT_FOUND if there is no such ticket in the scope, FILE_LIMIT_REACHED if `added` more files would
 * exceed the limit of the ticket. Internal files have a limit of their own, so that requesters do not learn of them.
 */
export async function lockRoomOnTicket(
  transaction: Kysely<Database>,
  scope: TicketScope,
  ticketId: number,
  added: number,
  { filesPerTicket }: FileLimits,
  isInternal = false,
): Promise<LockedTicket> {
  const locked = await lockFilesOfTicket(transaction, ticketId, scope, isInternal)
  if (!locked) throw ticketNotFound(ticketId)
  refuseMoreThan(filesPerTicket, locked.count + added)
  return locked.ticket
}

export function refuseMoreThan(max: number, count: number): void {
  if (count > max) throw new SupportError('FILE_LIMIT_REACHED', `A ticket has at most ${max} files`)
}

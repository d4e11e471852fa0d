import { type Actor, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { insertAttachmentOfFile, type VersionedAttachment } from '../attachments/attachments.repository.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { listedUser, ticketNotFound } from '../tickets/tickets.rules.ts'
import type { FileLimits, KeptFile } from './receive-file.ts'
import { insertStoredFile, lockBytesOfDay, lockFilesOfTicket } from './stored-files.repository.ts'

export interface UploadDependencies {
  db: Kysely<Database>
  clock: Clock
  limits: FileLimits
  publicUrl: string
  /** The state that a new file begins in. */
  initialState: 'pending' | 'clean'
}

/** Makes kept files attachments of a ticket, within the day of who sends them. Throws UPLOAD_QUOTA_REACHED. */
export function attacher({ clock, limits, publicUrl, initialState }: UploadDependencies) {
  return async (transaction: Kysely<Database>, actor: Actor, ticketId: number, files: KeptFile[]) => {
    if (files.length > 0 && (actor.kind === 'member' || actor.kind === 'guest')) {
      const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, await lockBytesOfDay(transaction, actor.id))
      if (bytes > limits.bytesPerDay) {
        throw new SupportError('UPLOAD_QUOTA_REACHED', `Within a day at most ${limits.bytesPerDay} bytes are taken`)
      }
    }
    const attachments: VersionedAttachment[] = []
    for (const file of files) {
      const attachment = await insertAttachmentOfFile(transaction, ticketId, file, publicUrl, clock())
      await insertStoredFile(transaction, attachment.attachmentId, file, initialState, actor.id)
      attachments.push(attachment)
    }
    return attachments
  }
}

/**
 * Holds the ticket until this transaction ends, so that nobody else can attach files to it. Throws TICKET_NOT_FOUND
 * where it is not the caller's, FILE_LIMIT_REACHED where there is no room for `added` more.
 */
export async function holdRoomOnTicket(
  transaction: Kysely<Database>,
  actor: Actor,
  ticketId: number,
  added: number,
  { filesPerTicket }: FileLimits,
): Promise<void> {
  const count = await lockFilesOfTicket(transaction, ticketId, listedUser(actor))
  if (count === undefined) throw ticketNotFound(ticketId)
  refuseMoreThan(filesPerTicket, count + added)
}

export function refuseMoreThan(max: number, count: number): void {
  if (count > max) throw new SupportError('FILE_LIMIT_REACHED', `A ticket has at most ${max} files`)
}

import type { Attachment, ChangeOf } from '@kinconecta/support-contracts'
import type { LockedTicket } from '../tickets/tickets.repository.ts'

type ChangedField = ChangeOf<'attachment.updated'>['data']['changedFields'][number]

const FIELDS = {
  ticketId: true,
  fileUrl: true,
  fileName: true,
  mimeType: true,
  fileSizeBytes: true,
  uploadedAt: true,
} satisfies Record<ChangedField, true>

/** What the log says of a new attachment. */
export function attachmentCreated(
  { attachmentId }: Attachment,
  { ticketId, version }: LockedTicket,
): ChangeOf<'attachment.created'> {
  return { type: 'attachment.created', ticketId, version, data: { attachmentId } }
}

/** What the log says of an update, as an event of `ticket`. */
export function attachmentUpdated(
  before: Attachment,
  after: Attachment,
  { ticketId, version }: LockedTicket,
): ChangeOf<'attachment.updated'> {
  const changedFields = (Object.keys(FIELDS) as ChangedField[]).filter((field) => before[field] !== after[field])
  return {
    type: 'attachment.updated',
    ticketId,
    version,
    data: { attachmentId: after.attachmentId, changedFields },
  }
}

/** What the log says of a deletion. */
export function attachmentDeleted(
  attachmentId: number,
  { ticketId, version }: LockedTicket,
): ChangeOf<'attachment.deleted'> {
  return { type: 'attachment.deleted', ticketId, version, data: { attachmentId } }
}

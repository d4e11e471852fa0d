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

/** The event of a new attachment. */
export function attachmentCreated(
  { attachmentId }: Attachment,
  { ticketId, version }: LockedTicket,
): ChangeOf<'attachment.created'> {
  return { type: 'attachment.created', ticketId, version, data: { attachmentId } }
}

/** The event of an updated attachment. `ticket` is the ticket of the event. */
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

/** The event of a deleted attachment. */
export function attachmentDeleted(
  attachmentId: number,
  { ticketId, version }: LockedTicket,
): ChangeOf<'attachment.deleted'> {
  return { type: 'attachment.deleted', ticketId, version, data: { attachmentId } }
}

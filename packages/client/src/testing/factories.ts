import type { Attachment, AttachmentCreate, Ticket, TicketCreate } from '@kinconecta/support-contracts'

/** Returns the input that creates a valid ticket, with the given fields. */
export function makeTicketCreate(fields: Partial<TicketCreate> = {}): TicketCreate {
  return {
    userId: 42,
    roleContext: 'TOURIST',
    fullName: 'María González',
    email: 'maria.gonzalez@example.com',
    subject: 'Cannot access my booking',
    category: 'RESERVAS_VIAJES',
    message: 'I am unable to view my tour booking from last week.',
    ...fields,
  }
}

/** Returns a valid ticket as the service sends it, with the given fields. */
export function makeTicket(fields: Partial<Ticket> = {}): Ticket {
  const createdAt = fields.createdAt ?? '2026-03-11T10:30:00'
  const { userId = null, roleContext = 'GUEST', category = 'GENERAL', ...rest } = makeTicketCreate()
  return {
    ticketId: 1,
    userId,
    roleContext,
    ...rest,
    category,
    status: 'OPEN',
    createdAt,
    updatedAt: createdAt,
    ...fields,
  }
}

/** Returns the input that creates a valid attachment, with the given fields. */
export function makeAttachmentCreate(fields: Partial<AttachmentCreate> = {}): AttachmentCreate {
  return {
    ticketId: 1,
    fileUrl: 'https://cdn.kinconecta.com/attachments/error-screenshot.png',
    fileName: 'error-screenshot.png',
    mimeType: 'image/png',
    fileSizeBytes: 245_678,
    ...fields,
  }
}

/** Returns a valid attachment as the service sends it, with the given fields. */
export function makeAttachment(fields: Partial<Attachment> = {}): Attachment {
  const { mimeType = null, fileSizeBytes = null, ...rest } = makeAttachmentCreate()
  return { attachmentId: 1, ...rest, mimeType, fileSizeBytes, uploadedAt: '2026-03-11T10:31:25', ...fields }
}

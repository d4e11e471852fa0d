import type { Attachment, AttachmentCreate, Ticket, TicketCreate } from '@kinconecta/support-contracts'

/** What creates a valid ticket, with the members that matter to the test. */
export function makeTicketCreate(members: Partial<TicketCreate> = {}): TicketCreate {
  return {
    userId: 42,
    roleContext: 'TOURIST',
    fullName: 'María González',
    email: 'maria.gonzalez@example.com',
    subject: 'Cannot access my booking',
    category: 'RESERVAS_VIAJES',
    message: 'I am unable to view my tour booking from last week.',
    ...members,
  }
}

/** A valid ticket as the service sends it, with the members that matter to the test. */
export function makeTicket(members: Partial<Ticket> = {}): Ticket {
  const createdAt = members.createdAt ?? '2026-03-11T10:30:00'
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
    ...members,
  }
}

/** What creates a valid attachment, with the members that matter to the test. */
export function makeAttachmentCreate(members: Partial<AttachmentCreate> = {}): AttachmentCreate {
  return {
    ticketId: 1,
    fileUrl: 'https://cdn.kinconecta.com/attachments/error-screenshot.png',
    fileName: 'error-screenshot.png',
    mimeType: 'image/png',
    fileSizeBytes: 245_678,
    ...members,
  }
}

/** A valid attachment as the service sends it, with the members that matter to the test. */
export function makeAttachment(members: Partial<Attachment> = {}): Attachment {
  const { mimeType = null, fileSizeBytes = null, ...rest } = makeAttachmentCreate()
  return { attachmentId: 1, ...rest, mimeType, fileSizeBytes, uploadedAt: '2026-03-11T10:31:25', ...members }
}

// Creates a ticket with an attachment, reads it back and resolves it. Needs a running service: `npx pnpm start`.
import { createSupportClient } from '@kinconecta/support-client'

const support = createSupportClient({ url: process.env['SUPPORT_URL'] ?? 'http://127.0.0.1:8080' })

const ticket = await support.tickets.create({
  userId: 42,
  roleContext: 'TOURIST',
  fullName: 'María González',
  email: 'maria.gonzalez@example.com',
  subject: 'Cannot access my booking',
  category: 'RESERVAS_VIAJES',
  message: 'I am unable to view my tour booking from last week.',
})
const attachment = await support.attachments.create({
  ticketId: ticket.ticketId,
  fileUrl: 'https://cdn.kinconecta.com/attachments/error-screenshot.png',
  fileName: 'error-screenshot.png',
  mimeType: 'image/png',
  fileSizeBytes: 245_678,
})
const { createdAt, updatedAt, ticketId, ...members } = await support.tickets.get({ id: ticket.ticketId })
const resolved = await support.tickets.update({ id: ticketId, ...members, status: 'RESOLVED' })

console.log(
  `Ticket ${ticketId} of ${createdAt} with attachment ${attachment.attachmentId} is ${resolved.status} since ${updatedAt}.`,
)

// Creates a ticket with an attachment, resolves it, and requests a ticket that does not exist.
// Needs a running service: `npx pnpm start`.
import { createSupportClient, isSupportApiError } from '@kinconecta/support-client'

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
const resolved = await support.tickets.updateWith(ticket.ticketId, () => ({ status: 'RESOLVED' }))

const { ticketId, status, updatedAt } = resolved
console.log(`Ticket ${ticketId} with attachment ${attachment.attachmentId} is ${status} since ${updatedAt}.`)

try {
  await support.tickets.get({ id: Number.MAX_SAFE_INTEGER })
} catch (error) {
  if (!isSupportApiError(error, 'TICKET_NOT_FOUND')) throw error
  console.log(error.message)
}

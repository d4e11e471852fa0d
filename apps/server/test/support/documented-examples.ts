// The examples of the API's specification: the documented command, and the documented response if there is one.
import type { Attachment, Ticket } from '@kinconecta/support-contracts'

/** An example: the content of the database, the request, and the expected response. */
export interface DocumentedExample {
  title: string
  given?: { tickets?: Ticket[]; attachments?: Attachment[] }
  /** The time of the documented response. */
  at?: string
  command: string
  status: number
  answer?: unknown
  location?: string
}

const email = '[email protected]'

const ticket: Ticket = {
  ticketId: 1523,
  userId: 42,
  roleContext: 'TOURIST',
  fullName: 'María González',
  email,
  subject: 'Cannot access my booking',
  category: 'RESERVAS_VIAJES',
  message: 'I am unable to view my tour booking from last week.',
  status: 'OPEN',
  createdAt: '2026-03-11T10:30:00',
  updatedAt: '2026-03-11T10:30:00',
}

const inProgress: Ticket = { ...ticket, status: 'IN_PROGRESS', updatedAt: '2026-03-11T11:15:00' }

const attachment: Attachment = {
  attachmentId: 8821,
  ticketId: 1523,
  fileUrl: 'https://cdn.kinconecta.com/attachments/error-screenshot.png',
  fileName: 'error-screenshot.png',
  mimeType: 'image/png',
  fileSizeBytes: 245678,
  uploadedAt: '2026-03-11T10:31:25',
}

export const documentedExamples: DocumentedExample[] = [
  {
    title: 'Create Support Ticket',
    command: `curl -X POST http://localhost:8080/api/support_tickets \\
-H "Content-Type: application/json" \\
-d '{
"userId": 42,
"roleContext": "TOURIST",
"fullName": "María González",
"email": "[email protected]",
"subject": "Cannot access my booking",
"category": "RESERVAS_VIAJES",
"message": "I am unable to view my tour booking from last week. The page shows an error.",
"status": "OPEN"
}'`,
    at: '2026-03-11T10:30:00Z',
    status: 201,
    location: '/api/support_tickets/1523',
    answer: { ...ticket, message: 'I am unable to view my tour booking from last week. The page shows an error.' },
  },
  {
    title: 'Get All Support Tickets',
    given: { tickets: [ticket] },
    command: 'curl http://localhost:8080/api/support_tickets',
    status: 200,
    answer: [ticket],
  },
  {
    title: 'Get Support Ticket by ID',
    given: { tickets: [inProgress] },
    command: 'curl http://localhost:8080/api/support_tickets/1523',
    status: 200,
    answer: inProgress,
  },
  {
    title: 'Update Support Ticket',
    given: { tickets: [inProgress] },
    command: `curl -X PUT http://localhost:8080/api/support_tickets/1523 \\
-H "Content-Type: application/json" \\
-d '{
"userId": 42,
"roleContext": "TOURIST",
"fullName": "María González",
"email": "[email protected]",
"subject": "Cannot access my booking",
"category": "RESERVAS_VIAJES",
"message": "I am unable to view my tour booking from last week.",
"status": "RESOLVED"
}'`,
    at: '2026-03-11T12:00:00Z',
    status: 200,
    answer: { ...ticket, status: 'RESOLVED', updatedAt: '2026-03-11T12:00:00' },
  },
  {
    title: 'Delete Support Ticket',
    given: { tickets: [ticket], attachments: [attachment] },
    command: 'curl -X DELETE http://localhost:8080/api/support_tickets/1523',
    status: 204,
  },
  {
    title: 'Create Attachment',
    given: { tickets: [ticket] },
    command: `curl -X POST http://localhost:8080/api/support_ticket_attachments \\
-H "Content-Type: application/json" \\
-d '{
"ticketId": 1523,
"fileUrl": "https://cdn.kinconecta.com/attachments/error-screenshot.png",
"fileName": "error-screenshot.png",
"mimeType": "image/png",
"fileSizeBytes": 245678
}'`,
    at: '2026-03-11T10:31:25Z',
    status: 201,
    location: '/api/support_ticket_attachments/8821',
    answer: attachment,
  },
  {
    title: 'Get All Attachments',
    given: { tickets: [ticket], attachments: [attachment] },
    command: 'curl http://localhost:8080/api/support_ticket_attachments',
    status: 200,
    answer: [attachment],
  },
  {
    title: 'Get Attachment by ID',
    given: { tickets: [ticket], attachments: [attachment] },
    command: 'curl http://localhost:8080/api/support_ticket_attachments/8821',
    status: 200,
    answer: attachment,
  },
  {
    title: 'Update Attachment',
    given: { tickets: [ticket], attachments: [attachment] },
    command: `curl -X PUT http://localhost:8080/api/support_ticket_attachments/8821 \\
-H "Content-Type: application/json" \\
-d '{
"ticketId": 1523,
"fileUrl": "https://cdn.kinconecta.com/attachments/error-screenshot.png",
"fileName": "error-screenshot-updated.png",
"mimeType": "image/png",
"fileSizeBytes": 245678
}'`,
    status: 200,
    answer: { ...attachment, fileName: 'error-screenshot-updated.png' },
  },
  {
    title: 'Delete Attachment',
    given: { tickets: [ticket], attachments: [attachment] },
    command: 'curl -X DELETE http://localhost:8080/api/support_ticket_attachments/8821',
    status: 204,
  },
]

import type { RoleContext, TicketCategory, TicketStatus } from '@kinconecta/support-contracts'
import type { Generated } from 'kysely'

/** Rows come out of the driver in wire form (connection.ts), so a timestamp is a string on both ways. */
export interface Database {
  support_tickets: TicketsTable
  support_ticket_attachments: AttachmentsTable
}

interface TicketsTable {
  ticket_id: Generated<number>
  user_id: number | null
  role_context: Generated<RoleContext>
  full_name: string
  email: string
  subject: string
  category: Generated<TicketCategory>
  message: string
  status: Generated<TicketStatus>
  created_at: string
  updated_at: string
}

interface AttachmentsTable {
  attachment_id: Generated<number>
  ticket_id: number
  file_url: string
  file_name: string
  mime_type: string | null
  file_size_bytes: number | null
  uploaded_at: string
}

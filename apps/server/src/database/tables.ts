import type { RoleContext, Scope, TicketCategory, TicketStatus } from '@kinconecta/support-contracts'
import type { Generated } from 'kysely'
import type { KeptOutcome } from '../calls/idempotency.ts'

/** Rows come out of the driver in wire form (connection.ts), so a timestamp is a string on both ways. */
export interface Database {
  support_tickets: TicketsTable
  support_ticket_attachments: AttachmentsTable
  ticket_search: TicketSearchTable
  idempotency_keys: IdempotencyKeysTable
  api_keys: ApiKeysTable
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
  version: Generated<number>
  changed_at: Generated<string>
  changed_in: Generated<string>
  changed_horizon: Generated<string>
}

/** Kept by triggers; `search` is a tsvector. */
interface TicketSearchTable {
  ticket_id: number
  search: string
}

interface AttachmentsTable {
  attachment_id: Generated<number>
  ticket_id: number
  file_url: string
  file_name: string
  mime_type: string | null
  file_size_bytes: number | null
  uploaded_at: string
  version: Generated<number>
}

interface IdempotencyKeysTable {
  caller: string
  operation: string
  key: string
  fingerprint: Buffer
  outcome: KeptOutcome
  created_at: Generated<string>
}

interface ApiKeysTable {
  api_key_id: Generated<number>
  name: string
  hash: Buffer
  scopes: Scope[]
  created_at: Generated<string>
  expires_at: string | null
  revoked_at: string | null
}

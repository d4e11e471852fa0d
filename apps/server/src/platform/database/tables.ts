import type {
  Actor,
  ErrorCode,
  EventActor,
  EventType,
  RoleContext,
  Scope,
  TicketCategory,
  TicketStatus,
} from '@kinconecta/support-contracts'
import type { ColumnType, Generated } from 'kysely'

/** Rows come out of the driver in wire form (connection.ts), so a timestamp is a string on both ways. */
export interface Database {
  support_tickets: TicketsTable
  support_ticket_attachments: AttachmentsTable
  idempotency_keys: IdempotencyKeysTable
  api_keys: ApiKeysTable
  installation: InstallationTable
  stored_files: StoredFilesTable
  direct_uploads: DirectUploadsTable
  event_outbox: EventOutboxTable
  events: EventsTable
  event_log: EventLogTable
  stream_tickets: StreamTicketsTable
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

/** How a change ended: with an output, or with a refusal that a retry gets again. */
export interface Outcome {
  output?: unknown
  error?: { code: ErrorCode; message: string; version?: number }
}

interface IdempotencyKeysTable {
  caller: string
  operation: string
  key: string
  fingerprint: Buffer
  outcome: Outcome
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

interface InstallationTable {
  installation_id: string
  link_key: Buffer
}

/** Whether a file may be given out: it is looked through first where there is a scanner. */
export type FileState = 'pending' | 'clean' | 'rejected'

/** `other`: an 8-bit charset, such as Windows-1252. */
export type TextCharset = 'utf-8' | 'utf-16' | 'other'

interface StoredFilesTable {
  storage_key: string
  /** Null: the attachment is gone and the file is to go. */
  attachment_id: number | null
  sha256: Generated<Buffer>
  size_bytes: Generated<number>
  mime_type: Generated<string>
  /** As the sender called it. Null: not recorded. */
  original_name: string | null
  charset: TextCharset | null
  state: Generated<FileState>
  /** Null: nobody has asked for it yet. 0: none can be made. */
  thumbnail_bytes: number | null
  uploaded_by: Generated<string>
  stored_at: Generated<string>
  deleted_at: string | null
}

interface DirectUploadsTable {
  upload_id: Generated<string>
  caller: string
  ticket_id: number
  file_name: string
  mime_type: string
  size_bytes: number
  created_at: Generated<string>
  /** Null: it has not been completed. */
  attachment_id: number | null
}

interface EventColumns {
  type: EventType
  occurred_at: string
  ticket_id: number
  /** The requester of the ticket at that time. */
  user_id: number | null
  actor_kind: EventActor['kind']
  actor_id: string | null
  version: number
  data: ColumnType<object, string>
}

interface EventOutboxTable extends EventColumns {
  event_id: Generated<number>
}

interface EventsTable extends EventColumns {
  position: number
  event_id: number
}

interface EventLogTable {
  last_position: number
  trimmed_to: number
}

interface StreamTicketsTable {
  hash: Buffer
  actor: ColumnType<Actor, string, never>
  expires_at: string
}

import type {
  Actor,
  ErrorCode,
  EventActor,
  EventType,
  ResolutionCode,
  RoleContext,
  Scope,
  TicketCategory,
  TicketPriority,
  TicketStatus,
  WaitingOn,
  Webhook,
  WebhookDelivery,
  WebhookDisabledReason,
} from '@kinconecta/support-contracts'
import type { ColumnType, Generated } from 'kysely'
import type { DeskTables } from './desk-tables.ts'
import type { ServiceLevelTables } from './service-level-tables.ts'
import type { VolumeTables } from './volume-tables.ts'
import type { SessionsTable } from './sessions-table.ts'

/** The driver returns values in wire form (connection.ts), so timestamps are strings in rows and in parameters. */
export interface Database extends DeskTables, ServiceLevelTables, VolumeTables {
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
  sessions: SessionsTable
  webhooks: WebhooksTable
  webhook_walks: WebhookWalksTable
  webhook_waiting_tickets: WebhookWaitingTicketsTable
  webhook_deliveries: WebhookDeliveriesTable
  jobs: JobsTable
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
  priority: Generated<TicketPriority>
  waiting_on: Generated<WaitingOn>
  assignee_id: string | null
  team_id: number | null
  tag_ids: Generated<number[]>
  resolution_code: ResolutionCode | null
  duplicate_of: number | null
  follow_up_of: number | null
  /** Of a CLOSED ticket: the one that has its messages. A server of an earlier version may keep it when it opens one. */
  merge_target_id: number | null
  merged_at: string | null
  is_snoozed: Generated<boolean>
  /** Null if the ticket is not snoozed, or until the next reply. */
  snoozed_until: string | null
  first_responded_at: string | null
  resolved_at: string | null
  closed_at: string | null
  /** By the clock of the server; null if it has not changed, or before the service recorded it. */
  status_changed_at: string | null
  /** When the requester's first message was last edited. */
  message_edited_at: string | null
  /** The messages of the conversation, with the first one. */
  message_count: Generated<number>
  /** Null if there is no message but the first one. */
  last_message_at: string | null
  last_requester_message_at: string | null
  /** The newest rating of the requester. */
  satisfaction_score: number | null
  satisfaction_rated_at: string | null
  /** The version of the ticket as staff see it. A trigger increments it with every update. */
  desk_version: Generated<number>
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
  message_id: number | null
  /** Of a note, or of a reply that is not sent: requesters do not see it. */
  is_internal: Generated<boolean>
  /** The merges that brought it, the oldest first. */
  merged_by: Generated<number[]>
}

/** The result of a change with an idempotency key: an output or an error. A retry gets the same result. */
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

/** Only a `clean` file can be downloaded. If there is a virus scanner, a new file is `pending` until it is scanned. */
export type FileState = 'pending' | 'clean' | 'rejected'

/** `other` is any 8-bit charset, such as Windows-1252. */
export type TextCharset = 'utf-8' | 'utf-16' | 'other'

interface StoredFilesTable {
  storage_key: string
  /** Null if the attachment was deleted, or never existed. The file will be deleted. */
  attachment_id: number | null
  sha256: Generated<Buffer>
  size_bytes: Generated<number>
  mime_type: Generated<string>
  /** The file name that the caller sent. Null if it was not recorded. */
  original_name: string | null
  charset: TextCharset | null
  state: Generated<FileState>
  /** The size of the thumbnail. Null until it is first requested. 0 if none can be created. */
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
  /** Null until the upload is completed. */
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

interface WebhooksTable {
  webhook_id: Generated<number>
  url: string
  /** Null: all types. */
  types: EventType[] | null
  description: string
  payload: Webhook['payload']
  signatures: Webhook['signatures']
  secret: Buffer
  previous_secret: Buffer | null
  previous_secret_expires_at: string | null
  public_key: string
  acts_for: ColumnType<Actor, string, string>
  is_enabled: boolean
  disabled_reason: WebhookDisabledReason | null
  created_at: string
  updated_at: string
  version: Generated<number>
  test_id: string | null
  lease_token: string | null
  leased_until: string | null
  generation: Generated<number>
  last_success_at: string | null
  failing_since: string | null
  paused_until: string | null
}

interface WebhookWalksTable {
  walk_id: Generated<number>
  webhook_id: number
  position: number
  /** Null for the walk that goes on with the log. */
  end_position: number | null
  failed_since: string | null
}

interface WebhookWaitingTicketsTable {
  walk_id: number
  ticket_id: number
  position: number
  attempts: number
  next_attempt_at: string
}

interface WebhookDeliveriesTable {
  delivery_id: Generated<number>
  webhook_id: number
  message_id: string
  position: number | null
  ticket_id: number | null
  type: string
  attempt: number
  outcome: WebhookDelivery['outcome']
  failure: WebhookDelivery['failure']
  status: number | null
  duration_ms: number
  answer: string
  attempted_at: string
}

interface JobsTable {
  job_id: Generated<number>
  kind: string
  key: string | null
  data: ColumnType<object, string>
  run_at: string
  version: Generated<number>
  attempts: Generated<number>
  progress: ColumnType<unknown, never, string | null>
  failed_at: string | null
  error: string | null
  created_at: Generated<string>
}

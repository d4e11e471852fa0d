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
} from '@kinconecta/support-contracts'
import type { ColumnType, Generated } from 'kysely'

/** The driver returns values in wire form (connection.ts), so timestamps are strings in rows and in parameters. */
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
  agents: AgentsTable
  teams: TeamsTable
  team_members: TeamMembersTable
  tags: TagsTable
  ticket_followers: TicketFollowersTable
  ticket_reads: TicketReadsTable
  messages: MessagesTable
  message_versions: MessageVersionsTable
  drafts: DraftsTable
  ticket_tokens: TicketTokensTable
  views: ViewsTable
  presences: PresencesTable
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
  is_snoozed: Generated<boolean>
  /** Null if the ticket is not snoozed, or until the next reply. */
  snoozed_until: string | null
  first_responded_at: string | null
  resolved_at: string | null
  closed_at: string | null
  /** When the requester's first message was last edited. */
  message_edited_at: string | null
  /** The messages of the conversation, with the first one. */
  message_count: Generated<number>
  /** Null if there is no message but the first one. */
  last_message_at: string | null
  last_requester_message_at: string | null
  /** The version of the ticket as staff see it. A trigger increments it with every update. */
  desk_version: Generated<number>
}

interface AgentsTable {
  agent_id: string
  name: string | null
  email: string | null
  role: 'agent' | 'admin'
  first_seen_at: Generated<string>
  disabled_at: string | null
  is_away: Generated<boolean>
  version: Generated<number>
}

interface TeamsTable {
  team_id: Generated<number>
  name: string
  assignment: Generated<'manual' | 'round_robin' | 'least_loaded'>
  created_at: Generated<string>
  version: Generated<number>
}

interface TeamMembersTable {
  team_id: number
  agent_id: string
  /** When automatic assignment last chose the agent. */
  assigned_at: string | null
}

interface TagsTable {
  tag_id: Generated<number>
  name: string
  merged_into: number | null
}

interface TicketFollowersTable {
  ticket_id: number
  agent_id: string
}

interface TicketReadsTable {
  ticket_id: number
  agent_id: string
  read_at: string
}

interface MessagesTable {
  message_id: Generated<number>
  ticket_id: number
  kind: 'reply' | 'note'
  author_kind: 'requester' | 'agent' | 'service'
  author_id: string | null
  author_name: string | null
  body: string
  created_at: string
  edited_at: string | null
  /** Null if the message was sent at once, or has been sent. */
  send_at: string | null
  /** The place in the conversation. A reply that is sent later gets another one when it is sent. */
  position: Generated<number>
  version: Generated<number>
}

interface MessageVersionsTable {
  ticket_id: number
  /** 0 for the first message, which is in the ticket. */
  message_id: number
  version: number
  body: string
  replaced_at: string
}

interface DraftsTable {
  agent_id: string
  ticket_id: number
  kind: 'reply' | 'note'
  body: string
  updated_at: string
  version: Generated<number>
}

interface TicketTokensTable {
  ticket_id: number
  generation: Generated<number>
  hash: Buffer
  expires_at: string
}

interface ViewsTable {
  view_id: Generated<number>
  owner_id: string
  name: string
  is_shared: Generated<boolean>
  query: ColumnType<object, string, string>
  created_at: Generated<string>
  version: Generated<number>
}

interface PresencesTable {
  ticket_id: number
  agent_id: string
  state: 'viewing' | 'typing'
  seen_at: string
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

import type { ResolutionCode, TicketStatus, WaitingOn } from '@kinconecta/support-contracts'
import type { ColumnType, Generated } from 'kysely'

/** The tables of the desk. What it knows about a ticket is in the ticket's row. */
export interface DeskTables {
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
  past_resolutions: PastResolutionsTable
  satisfaction_ratings: SatisfactionRatingsTable
  ticket_merges: TicketMergesTable
  ticket_links: TicketLinksTable
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
  /** When name, e-mail address and role were last taken from a token. */
  seen_at: Generated<string>
}

interface TeamsTable {
  team_id: Generated<number>
  name: string
  assignment: Generated<'manual' | 'round_robin' | 'least_loaded'>
  created_at: Generated<string>
  version: Generated<number>
  /** A deleted team keeps its row, for its closed tickets. */
  deleted_at: string | null
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
  /** The merges that brought it, the oldest first. */
  merged_by: Generated<number[]>
  /** Of a copy of the first message of a merged ticket: that ticket. */
  copy_of: number | null
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

interface PastResolutionsTable {
  past_resolution_id: Generated<number>
  ticket_id: number
  resolved_at: string
  reopened_at: string
}

interface SatisfactionRatingsTable {
  rating_id: Generated<number>
  ticket_id: number
  resolved_at: string
  score: number
  comment: string | null
  rated_at: string
  changed_at: string
  /** Who had the ticket when it was first rated. */
  agent_id: string | null
  team_id: number | null
}

interface TicketMergesTable {
  merge_id: Generated<number>
  source_id: number
  target_id: number
  merged_at: string
  /** The followers of the target that came by the merge. */
  added_follower_ids: string[]
  /** What the source was before. */
  status: TicketStatus
  waiting_on: WaitingOn
  resolution_code: ResolutionCode | null
  duplicate_of: number | null
  is_snoozed: boolean
  snoozed_until: string | null
  resolved_at: string | null
  closed_at: string | null
}

interface TicketLinksTable {
  link_id: Generated<number>
  from_id: number
  to_id: number
  relation: 'relates' | 'duplicates' | 'blocks'
  created_at: string
}

import type {
  OpenHours,
  PolicyTargets,
  RoleContext,
  ServiceTarget,
  TicketCategory,
  TicketPriority,
} from '@kinconecta/support-contracts'
import type { ColumnType, Generated } from 'kysely'

/** A column of JSON, which is written as text. */
type Json<Value> = ColumnType<Value, string, string>

/** The tables of service levels. */
export interface ServiceLevelTables {
  sla_calendars: CalendarsTable
  sla_calendar_versions: CalendarVersionsTable
  sla_policies: PoliciesTable
  sla_policy_versions: PolicyVersionsTable
  sla_targets: SlaTargetsTable
  sla_pauses: SlaPausesTable
}

interface CalendarsTable {
  calendar_id: Generated<number>
  /** The current version. */
  version: Generated<number>
  created_at: string
  /** A deleted calendar keeps its versions, for the targets that run by it. */
  deleted_at: string | null
}

interface CalendarVersionsTable {
  calendar_id: number
  version: number
  name: string
  time_zone: string
  hours: Json<OpenHours[]>
  holidays: Json<string[]>
}

interface PoliciesTable {
  policy_id: Generated<number>
  version: Generated<number>
  created_at: string
  deleted_at: string | null
}

interface PolicyVersionsTable {
  policy_id: number
  version: number
  name: string
  rank: number
  categories: TicketCategory[] | null
  priorities: TicketPriority[] | null
  roles: RoleContext[] | null
  calendar_id: number
  targets: Json<PolicyTargets>
  warn_percent: number | null
}

interface SlaTargetsTable {
  target_id: Generated<number>
  ticket_id: number
  target: ServiceTarget
  policy_id: number
  policy_version: number
  calendar_id: number
  calendar_version: number
  minutes: number
  started_at: string
  paused_at: string | null
  due_at: string
  warn_at: string | null
  warned_at: string | null
  breached_at: string | null
  met_at: string | null
  ended_at: string | null
  /** Why it ended; null if it has not, or if a server of a version before ended it. */
  end_reason: 'met' | 'done' | 'policy' | 'merge' | null
  is_next: Generated<boolean>
  check_at: string | null
}

interface SlaPausesTable {
  pause_id: Generated<number>
  ticket_id: number
  reason: 'requester' | 'snooze'
  started_at: string
  until: string | null
  ended_at: string | null
}

import type { ReplacedFields, TicketChangeSet } from '@kinconecta/support-contracts'
import type { ColumnType, Generated } from 'kysely'

/** The tables of bulk changes and macros. */
export interface VolumeTables {
  bulk_changes: BulkChangesTable
  bulk_chunks: BulkChunksTable
  bulk_results: BulkResultsTable
  macros: MacrosTable
  macro_uses: MacroUsesTable
}

/** A column that is written as JSON text and read as an object. */
type Json<Value> = ColumnType<Value, string, string>

interface BulkChangesTable {
  bulk_id: Generated<number>
  /** The caller, whatever its role. */
  owner: string
  actor_kind: 'agent' | 'admin' | 'service'
  actor_id: string
  /** Null if it undoes another one. */
  changes: ColumnType<TicketChangeSet | null, string | null, never>
  undo_of: number | null
  is_atomic: Generated<boolean>
  /** The versions that tickets must have, by their ids. */
  versions: ColumnType<Record<string, number> | null, string | null, never>
  status: Generated<'queued' | 'running' | 'done' | 'failed' | 'cancelled'>
  total: number
  /** How many tickets were tried: those with the lowest ids. */
  done: Generated<number>
  failed: Generated<number>
  created_at: string
  ended_at: string | null
}

interface BulkChunksTable {
  bulk_id: number
  number: number
  /** Ascending. */
  ticket_ids: number[]
}

interface BulkResultsTable {
  bulk_id: number
  ticket_id: number
  outcome: 'changed' | 'unchanged' | 'failed' | 'rolled_back'
  code: string | null
  detail: string | null
  replaced: ColumnType<ReplacedFields | null, string | null, never>
}

interface MacrosTable {
  macro_id: Generated<number>
  owner_id: string
  name: string
  is_shared: Generated<boolean>
  team_id: number | null
  reply: ColumnType<{ kind: 'reply' | 'note'; body: string } | null, string | null, string | null>
  changes: Json<TicketChangeSet>
  created_at: string
  version: Generated<number>
  use_count: Generated<number>
  last_used_at: string | null
}

interface MacroUsesTable {
  macro_id: number
  used_at: string
}

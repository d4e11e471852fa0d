import type { Generated } from 'kysely'

/** The sessions of the console. */
export interface SessionsTable {
  session_id: Generated<string>
  hash: Buffer
  actor_kind: 'agent' | 'admin' | 'service'
  agent_id: string | null
  api_key_id: number | null
  name: string | null
  email: string | null
  created_at: Generated<string>
  used_at: Generated<string>
  expires_at: string
}

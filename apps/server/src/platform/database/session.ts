import type { ClientBase } from 'pg'

const STATEMENT_TIMEOUT_MS = 5_000

/** Settings by name, each in the form of `pg_settings.setting`. */
export type SessionSettings = Readonly<Record<string, string>>

/** What statements run with, whatever DATABASE_URL, the role, the database or a pooler say. */
export function sessionSettings(hasTimeouts = true, statementTimeoutMs = STATEMENT_TIMEOUT_MS): SessionSettings {
  const timeouts = {
    statement_timeout: statementTimeoutMs,
    lock_timeout: 2_000,
    idle_in_transaction_session_timeout: 5_000,
    transaction_timeout: 7_000, // known to Postgres from version 17 on
  }
  return {
    TimeZone: 'UTC',
    DateStyle: 'ISO, MDY',
    jit: 'off',
    plan_cache_mode: 'auto',
    // Calls run beside each other, so none of them takes more than one process of Postgres.
    max_parallel_workers_per_gather: '0',
    ...Object.fromEntries(Object.entries(timeouts).map(([name, ms]) => [name, String(hasTimeouts ? ms : 0)])),
  }
}

/** How statements are sent on a connection. */
export interface Session {
  /** Whether a pooler stands before Postgres, so that nothing set or prepared on the session can be relied on. */
  isPooled: boolean
  /** SQL that sets the settings for one transaction. */
  setLocal: string
}

const SESSION = Symbol('session')
type WithSession = ClientBase & { processID?: number | null; [SESSION]?: Session }

/**
 * Configures a new connection if it leads to Postgres itself: then the process id of the handshake is the one that
 * answers statements. Poolers make up theirs. One statement asks and sets, so that a shared session stays as it is.
 */
export async function openSession(
  client: WithSession,
  settings: SessionSettings,
  timeoutMs: number | undefined,
): Promise<void> {
  const isDirect = `pg_backend_pid() = ${client.processID ?? 0}`
  const values = Object.entries(settings).map(([name, value]) => `('${name}', '${value}')`)
  const text = `select name, value, ${isDirect} as "isDirect",
      case when ${isDirect} then set_config(name, value, false) end
    from (values ${values.join(', ')}) as s(name, value) where current_setting(name, true) is not null`
  const config = { text, ...(timeoutMs !== undefined && { query_timeout: timeoutMs }) }
  const { rows } = await client.query<{ name: string; value: string; isDirect: boolean }>(config)
  const setLocal = rows.map(({ name, value }) => `set local ${name} = '${value}'`).join('; ')
  client[SESSION] = { isPooled: !rows[0]?.isDirect, setLocal }
}

export function sessionOf(client: WithSession): Session {
  return client[SESSION] ?? { isPooled: true, setLocal: '' }
}

import type { ClientBase } from 'pg'

const STATEMENT_TIMEOUT_MS = 5_000

/** Settings by name. Values are written as in `pg_settings.setting`: durations are in milliseconds. */
export type SessionSettings = Readonly<Record<string, string>>

/**
 * The session settings for all statements. They override those of DATABASE_URL, the role, the database and a pooler.
 * Without timeouts, each timeout is 0, which means none.
 */
export function sessionSettings(hasTimeouts = true, statementTimeoutMs = STATEMENT_TIMEOUT_MS): SessionSettings {
  const timeouts = {
    statement_timeout: statementTimeoutMs,
    lock_timeout: 2_000,
    idle_in_transaction_session_timeout: 5_000,
    transaction_timeout: 7_000, // Postgres 17 and later
  }
  return {
    TimeZone: 'UTC',
    DateStyle: 'ISO, MDY',
    jit: 'off',
    plan_cache_mode: 'auto',
    // Calls run concurrently, so each statement uses only one Postgres process.
    max_parallel_workers_per_gather: '0',
    ...Object.fromEntries(Object.entries(timeouts).map(([name, ms]) => [name, String(hasTimeouts ? ms : 0)])),
  }
}

/** How statements are sent on a connection. */
export interface Session {
  /**
   * Whether the connection leads to a pooler. Then the next transaction may use another session, without the settings
   * and prepared statements of this one.
   */
  isPooled: boolean
  /** SQL that sets the settings for one transaction. */
  setLocal: string
}

const SESSION = Symbol('session')
type WithSession = ClientBase & { processID?: number | null; [SESSION]?: Session }

/**
 * Applies the settings to a new connection if it is a direct connection to Postgres. The connection is direct if the
 * process id of the handshake equals `pg_backend_pid()`, because poolers send an id of their own. One statement checks
 * this and applies the settings, so the settings of a pooler's shared session are never changed.
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

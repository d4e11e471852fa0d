import { type Kysely, sql } from 'kysely'
import { StartupError } from '../startup-error.ts'
import type { SessionSettings } from './session.ts'

/** Throws a StartupError unless statements run with the settings they are to run with. */
export async function verifySession<DB>(db: Kysely<DB>, settings: SessionSettings): Promise<void> {
  const { rows } = await sql<{ name: string; setting: string }>`select name, setting from pg_settings
    where name = any(${Object.keys(settings)}::text[])`.execute(db)
  const wrong = rows.filter(({ name, setting }) => setting !== settings[name])
  if (wrong.length === 0) return
  const list = wrong.map(({ name, setting }) => `${name} is ${setting} instead of ${settings[name]}`).join(', ')
  throw new StartupError(`The database does not keep the settings of its sessions: ${list}.`)
}

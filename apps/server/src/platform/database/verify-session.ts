import { type Kysely, sql } from 'kysely'
import { StartupError } from '../startup-error.ts'
import type { SessionSettings } from './session.ts'

/** Rejects with a StartupError if statements run with settings other than `settings`. */
export async function verifySession<DB>(db: Kysely<DB>, settings: SessionSettings): Promise<void> {
  const { rows } = await sql<{ name: string; setting: string }>`select name, setting from pg_settings
    where name = any(${Object.keys(settings)}::text[])`.execute(db)
  const wrong = rows.filter(({ name, setting }) => setting !== settings[name])
  if (wrong.length === 0) return
  const list = wrong.map(({ name, setting }) => `${name} is ${setting} instead of ${settings[name]}`).join(', ')
  throw new StartupError(`The settings of database sessions have no effect: ${list}.`)
}

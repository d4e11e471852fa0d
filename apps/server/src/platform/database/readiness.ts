import { type Kysely, sql } from 'kysely'
import { pendingMigrations } from './migrate.ts'
import type { Database } from './tables.ts'

/**
 * The readiness checks of the database. `database` checks that it responds and has no pending migrations, and
 * `durability` that committed changes survive a crash. Each resolves to the reason if the check fails, otherwise to
 * undefined.
 */
export function databaseReadiness(db: Kysely<Database>) {
  return {
    database: async () => {
      const pending = await pendingMigrations(db)
      return pending.length > 0 ? `pending migrations: ${pending.join(', ')}` : undefined
    },
    durability: async () => {
      const { rows } = await sql<{ name: string }>`select name from pg_settings
        where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off' order by name`.execute(db)
      return rows.length > 0 ? `${rows.map(({ name }) => name).join(', ')} is off` : undefined
    },
  }
}

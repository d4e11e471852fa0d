import { type Kysely, sql } from 'kysely'
import { pendingMigrations } from './migrate.ts'
import type { Database } from './tables.ts'

/** What the database needs for the service to be ready: it answers, it has the schema, and it keeps what it confirms. */
export function databaseReadiness(db: Kysely<Database>) {
  return {
    database: async () => {
      const pending = await pendingMigrations(db)
      return pending.length > 0 ? `waits for migration ${pending.join(', ')}` : undefined
    },
    durability: async () => {
      const { rows } = await sql<{ name: string }>`select name from pg_settings
        where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off' order by name`.execute(db)
      return rows.length > 0 ? `${rows.map(({ name }) => name).join(', ')} is off` : undefined
    },
  }
}

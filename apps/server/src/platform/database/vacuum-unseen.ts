import { type Kysely, sql } from 'kysely'

/**
 * Vacuums tables of which no page is marked as visible to all, as after a migration that wrote them anew: autovacuum does
 * not notice that, and until it comes an index alone answers nothing (ADR 10). About a second for 1,000,000 tickets.
 */
export async function vacuumUnseen<DB>(db: Kysely<DB>): Promise<void> {
  const { rows } = await sql<{ name: string }>`select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and relpages > 0 and relallvisible = 0
    order by relname`.execute(db)
  // One that another server is vacuuming just now is left to it.
  for (const { name } of rows) await sql`vacuum (skip_locked, analyze) ${sql.id(name)}`.execute(db)
}

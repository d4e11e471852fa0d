import { readdir, readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const FOLDER = new URL('../../../migrations/', import.meta.url)

// Maximum duration of a deployment, during which this version and the previous one use the same database.
const DEPLOYMENT_MS = 24 * 60 * 60 * 1000

/** A migration as an SQL file. */
export interface MigrationFile {
  name: string
  text: string
  /**
   * If this migration is a contraction, the name of the migration that it completes: it drops database objects that
   * only versions before that migration use. Undefined for other migrations.
   */
  contracts: string | undefined
}

export async function migrationFiles(): Promise<MigrationFile[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).toSorted()
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, FOLDER), 'utf8')
      return { name: file.slice(0, -4), text, contracts: /^-- contracts ([\w-]+)/.exec(text)?.[1] }
    }),
  )
}

/**
 * The migrations that have run or can run now, by name. A contraction can run one day after its migration, when no
 * server of the previous version is left that uses what it drops (ADR 31). On a new database it can run at once.
 */
export async function dueMigrations<DB>(db: Kysely<DB>): Promise<Record<string, Migration>> {
  const [files, executed] = await Promise.all([migrationFiles(), executedMigrations(db)])
  const isDue = ({ name, contracts }: MigrationFile) => {
    if (contracts === undefined || executed.size === 0 || executed.has(name)) return true
    const executedAt = executed.get(contracts)
    return executedAt !== undefined && Date.now() - executedAt.getTime() >= DEPLOYMENT_MS
  }
  return Object.fromEntries(files.filter(isDue).map(({ name, text }) => [name, migrationOf(text)]))
}

/** The names of the migrations that have run, with the times at which they ran. */
export async function executedMigrations<DB>(db: Kysely<DB>): Promise<Map<string, Date>> {
  const { rows: tables } = await sql<{ name: string | null }>`select to_regclass('kysely_migration') as name`.execute(
    db,
  )
  if (tables[0]!.name === null) return new Map()
  const { rows } = await sql<{ name: string; timestamp: string }>`
    select name, timestamp from kysely_migration`.execute(db)
  return new Map(rows.map(({ name, timestamp }) => [name, new Date(timestamp)]))
}

function migrationOf(text: string): Migration {
  return {
    // Without parameters pg uses the simple protocol, which allows several statements in one query.
    up: async (db) => {
      await sql.raw(text).execute(db)
    },
  }
}

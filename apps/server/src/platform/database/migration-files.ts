import { readdir, readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const FOLDER = new URL('../../../migrations/', import.meta.url)

// How long a deployment may take, with the version before and this one on the same database.
const DEPLOYMENT_MS = 24 * 60 * 60 * 1000

/** A migration, in SQL. */
export interface MigrationFile {
  name: string
  text: string
  /** The migration after whose deployment this one drops what only earlier versions read. */
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
 * The migrations to run now. A contraction waits until its migration was run a day ago, so that no server of the version
 * before still needs what it drops (ADR 31). On a new database there has been no such server.
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

/** The names of the migrations that the database has had, and when. */
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
    // Without parameters pg uses the simple protocol, in which one file may hold several statements.
    up: async (db) => {
      await sql.raw(text).execute(db)
    },
  }
}

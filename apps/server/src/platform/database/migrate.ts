import { readdir, readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import { StartupError } from '../startup-error.ts'

const FOLDER = new URL('../../../migrations/', import.meta.url)

/**
 * Brings the database to the newest schema. Forward only, all or nothing, and under Kysely's advisory lock,
 * so that several servers may start at once. Tells whether there was anything to do.
 */
export async function migrate<DB>(db: Kysely<DB>): Promise<boolean> {
  const { error, results = [] } = await new Migrator({ db, provider: { getMigrations } }).migrateToLatest()
  if (!error) return results.length > 0
  const failed = results.find(({ status }) => status === 'Error')
  const what = failed ? `Migration ${failed.migrationName} failed` : 'The database could not be migrated'
  throw new StartupError(`${what}: ${(error as Error).message}`, { cause: error })
}

/** The names of the migrations this server knows that the database has not had. */
export async function pendingMigrations<DB>(db: Kysely<DB>): Promise<string[]> {
  const migrations = await new Migrator({ db, provider: { getMigrations } }).getMigrations()
  return migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name)
}

const getMigrations: MigrationProvider['getMigrations'] = async () => {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).toSorted()
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file.slice(0, -4), await readMigration(file)])),
  )
}

async function readMigration(file: string): Promise<Migration> {
  const text = await readFile(new URL(file, FOLDER), 'utf8')
  return {
    // Without parameters pg uses the simple protocol, in which one file may hold several statements.
    up: async (db) => {
      await sql.raw(text).execute(db)
    },
  }
}

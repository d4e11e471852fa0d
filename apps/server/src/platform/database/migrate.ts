import { readdir, readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import { reasonOf } from './database-errors.ts'
import { StartupError } from '../startup-error.ts'

const FOLDER = new URL('../../../migrations/', import.meta.url)

// The lock of Kysely's migrator, which servers of earlier versions take.
const MIGRATION_LOCK = '3853314791062309107'

/**
 * Brings the database to the newest schema. Forward only, all or nothing, in one transaction with its lock, so that
 * several servers may start at once, behind a pooler too. Returns whether there was anything to do.
 */
export async function migrate<DB>(db: Kysely<DB>): Promise<boolean> {
  const run = async (transaction: Kysely<DB>) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)}::bigint)`.execute(transaction)
    const migrator = new Migrator({ db: transaction, provider: { getMigrations } })
    const { error, results = [] } = await migrator.migrateToLatest()
    if (!error) return results.length > 0
    const failed = results.find(({ status }) => status === 'Error')
    throw startupErrorOf(error as Error, failed && `Migration ${failed.migrationName} failed`)
  }
  return db
    .transaction()
    .execute(run)
    .catch((error: Error) => {
      throw error instanceof StartupError ? error : startupErrorOf(error)
    })
}

function startupErrorOf(cause: Error, what = 'The database could not be migrated'): StartupError {
  return new StartupError(`${what}: ${reasonOf(cause)}`, { cause })
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

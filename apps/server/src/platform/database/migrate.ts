import { type Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { StartupError } from '../startup-error.ts'
import { createConcurrentIndexes } from './concurrent-indexes.ts'
import { reasonOf } from './database-errors.ts'
import { dueMigrations, executedMigrations, migrationFiles } from './migration-files.ts'

// The lock of Kysely's migrator, which servers of earlier versions take.
const MIGRATION_LOCK = '3853314791062309107'

/**
 * Brings the database to the newest schema. Forward only, all or nothing, in one transaction with its lock, so that
 * several servers may start at once, behind a pooler too. Indexes of large tables are created afterwards, while other
 * servers write. Returns whether there was anything to do.
 */
export async function migrate<DB>(db: Kysely<DB>): Promise<boolean> {
  try {
    const hasChanged = await db.transaction().execute(runMigrations)
    const hasNewIndexes = await createConcurrentIndexes(db)
    return hasChanged || hasNewIndexes
  } catch (error) {
    throw error instanceof StartupError ? error : startupErrorOf(error as Error)
  }
}

async function runMigrations<DB>(transaction: Kysely<DB>): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)}::bigint)`.execute(transaction)
  const provider = { getMigrations: () => dueMigrations(transaction) }
  // A contraction runs later than migrations that come after it.
  const migrator = new Migrator({ db: transaction, provider, allowUnorderedMigrations: true })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (!error) return results.length > 0
  const failed = results.find(({ status }) => status === 'Error')
  throw startupErrorOf(error as Error, failed && `Migration ${failed.migrationName} failed`)
}

function startupErrorOf(cause: Error, what = 'The database could not be migrated'): StartupError {
  return new StartupError(`${what}: ${reasonOf(cause)}`, { cause })
}

/** The names of the migrations that this server needs and the database has not had. It runs without a contraction. */
export async function pendingMigrations<DB>(db: Kysely<DB>): Promise<string[]> {
  const [files, executed] = await Promise.all([migrationFiles(), executedMigrations(db)])
  return files.filter(({ name, contracts }) => contracts === undefined && !executed.has(name)).map(({ name }) => name)
}

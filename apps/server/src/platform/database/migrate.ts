import { type Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { StartupError } from '../startup-error.ts'
import { createConcurrentIndexes } from './concurrent-indexes.ts'
import { reasonOf } from './database-errors.ts'
import { dueMigrations, executedMigrations, migrationFiles } from './migration-files.ts'

// The advisory lock of Kysely's migrator. Servers of earlier versions use it too.
const MIGRATION_LOCK = '3853314791062309107'

/**
 * Migrates the database to the latest schema; there is no way back. The migrations run in one transaction, which holds
 * a lock, so several servers can start at the same time, also behind a pooler. Indexes of large tables are created
 * afterwards, while other servers can write. Returns whether anything was changed. Rejects with a StartupError.
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
  // A contraction can run after migrations with higher numbers.
  const migrator = new Migrator({ db: transaction, provider, allowUnorderedMigrations: true })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (!error) return results.length > 0
  const failed = results.find(({ status }) => status === 'Error')
  throw startupErrorOf(error as Error, failed && `Migration ${failed.migrationName} failed`)
}

function startupErrorOf(cause: Error, what = 'The database could not be migrated'): StartupError {
  return new StartupError(`${what}: ${reasonOf(cause)}`, { cause })
}

/** The names of the migrations that this server needs and that have not run yet. It does not need contractions. */
export async function pendingMigrations<DB>(db: Kysely<DB>): Promise<string[]> {
  const [files, executed] = await Promise.all([migrationFiles(), executedMigrations(db)])
  return files.filter(({ name, contracts }) => contracts === undefined && !executed.has(name)).map(({ name }) => name)
}

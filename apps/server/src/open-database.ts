import { readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import type { Config } from './config.ts'
import { openDatabase } from './platform/database/connection.ts'
import { connectionFile, startEmbeddedPostgres } from './platform/embedded-postgres/embedded-postgres.ts'
import { reasonOf } from './platform/database/database-errors.ts'
import { migrate } from './platform/database/migrate.ts'
import { openPools, type Pools } from './platform/database/pools.ts'
import { sessionSettings } from './platform/database/session.ts'
import { verifySession } from './platform/database/verify-session.ts'
import { StartupError } from './platform/startup-error.ts'
import { adoptRestoredTickets } from './tickets/change-horizon.ts'
import type { Database } from './platform/database/tables.ts'

/** Functions that close what was opened. They must be called in reverse order. */
export type Closing = (() => Promise<unknown>)[]

/** Opens the configured database, or an embedded one, and migrates it to the newest schema. */
export async function openMigratedDatabase(config: Config, closing: Closing): Promise<Kysely<Database>> {
  const db = openDatabase(await migrated(config, closing), { maxConnections: config.databasePoolSize })
  closing.push(() => db.destroy())
  return db
}

/** Like {@link openMigratedDatabase}, with the connection pools of a server. */
export async function openMigratedPools(config: Config, closing: Closing): Promise<Pools> {
  const pools = openPools(await migrated(config, closing), config.databasePoolSize)
  closing.push(() => pools.close())
  return pools
}

async function migrated(config: Config, closing: Closing): Promise<string> {
  const connectionString = config.databaseUrl ?? (await startEmbedded(config, closing))
  await migrateDatabase(connectionString)
  return connectionString
}

/** Opens the database for a command. It uses the embedded Postgres of a running server, otherwise it starts one. */
export async function openSharedDatabase(config: Config, closing: Closing): Promise<Kysely<Database>> {
  const running = config.databaseUrl ? undefined : await runningServer(config.dataDir)
  if (!running) return openMigratedDatabase(config, closing)
  closing.push(() => running.destroy())
  return running
}

async function migrateDatabase(connectionString: string): Promise<void> {
  const db = openDatabase(connectionString, { maxConnections: 2, hasTimeouts: false })
  const name = `The database of DATABASE_URL (${addressOf(connectionString)})`
  try {
    await sql`select 1`
      .execute(db)
      .catch(startupError(`${name} cannot be reached`, 'Start it, or correct DATABASE_URL.'))
    await db
      .transaction()
      .execute((transaction) => verifySession(transaction, sessionSettings(false)))
      .catch(
        startupError(`${name} refuses transactions`, 'A pooler must pool sessions or transactions, not statements.'),
      )
    await migrate(db)
    await adoptRestoredTickets(db)
  } finally {
    await db.destroy()
  }
}

function startupError(problem: string, advice: string): (error: Error) => never {
  return (error) => {
    if (error instanceof StartupError) throw error
    throw new StartupError(`${problem}: ${reasonOf(error)}. ${advice}`, { cause: error })
  }
}

/** The address without the user and the password. */
function addressOf(connectionString: string): string {
  const { host, pathname } = URL.parse(connectionString) ?? { host: '', pathname: '' }
  return `${host}${pathname}`
}

async function startEmbedded({ dataDir }: Config, closing: Closing): Promise<string> {
  const postgres = await startEmbeddedPostgres(dataDir)
  closing.push(() => postgres.stop())
  return postgres.connectionString
}

async function runningServer(dataDir: string): Promise<Kysely<Database> | undefined> {
  const connectionString = await readFile(connectionFile(dataDir), 'utf8').catch(() => undefined)
  if (!connectionString) return undefined
  const db = openDatabase(connectionString.trim())
  const isUp = await sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )
  if (isUp) return db
  await db.destroy()
  return undefined
}

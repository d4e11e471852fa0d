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

/** What has to be closed, in the opposite order of its opening. */
export type Closing = (() => Promise<unknown>)[]

/** The database the configuration names, or an embedded one, at the newest schema. */
export async function openMigratedDatabase(config: Config, closing: Closing): Promise<Kysely<Database>> {
  const db = openDatabase(await migrated(config, closing), { maxConnections: config.databasePoolSize })
  closing.push(() => db.destroy())
  return db
}

/** The same with the connections of a server. */
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

/** For programs beside the server: the embedded Postgres of a running server is shared, else it is started for the while. */
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
    await sql`select 1`.execute(db).catch(refusal(`${name} cannot be reached`, 'Start it, or put DATABASE_URL right.'))
    await db
      .transaction()
      .execute((transaction) => verifySession(transaction, sessionSettings(false)))
      .catch(refusal(`${name} refuses transactions`, 'A pooler must pool sessions or transactions, not statements.'))
    await migrate(db)
    await adoptRestoredTickets(db)
  } finally {
    await db.destroy()
  }
}

function refusal(what: string, advice: string): (error: Error) => never {
  return (error) => {
    if (error instanceof StartupError) throw error
    throw new StartupError(`${what}: ${reasonOf(error)}. ${advice}`, { cause: error })
  }
}

/** Without the user and the password. */
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

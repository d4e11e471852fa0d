import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { type Kysely, sql } from 'kysely'
import { buildApp } from './app.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { openDatabase } from './database/connection.ts'
import { startEmbeddedPostgres } from './database/embedded-postgres.ts'
import { migrate } from './database/migrate.ts'
import type { Database } from './database/tables.ts'
import { StartupError } from './startup-error.ts'

/** The running service. */
export interface Service {
  /** Where it listens, like `http://127.0.0.1:8080`. */
  url: string
  /** Lets running requests finish, then closes what was opened, in the opposite order. */
  stop(): Promise<void>
}

/** Starts all of it: Postgres where none was given, the schema, the server. Rejects with a StartupError, having closed what it had opened. */
export async function startService(config: Config): Promise<Service> {
  const opened: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of opened.toReversed()) await close()
  }
  try {
    const db = await openMigratedDatabase(config, opened)
    const { publicUrl, corsOrigins, logLevel } = config
    const app = buildApp({ db, clock: systemClock, publicUrl, corsOrigins, logger: { level: logLevel, base: {} } })
    opened.push(() => app.close())
    return { url: await listen(app, config), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The database the configuration names, or an embedded one, at the newest schema. What has to be closed joins `opened`. */
export async function openMigratedDatabase(
  config: Config,
  opened: (() => Promise<unknown>)[],
): Promise<Kysely<Database>> {
  const connectionString = config.databaseUrl ?? (await startEmbedded(config, opened))
  const db = openDatabase(connectionString)
  opened.push(() => db.destroy())
  await sql`select 1`.execute(db).catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message
    throw new StartupError(`The database of DATABASE_URL cannot be reached: ${reason}`, { cause: error })
  })
  await migrate(db)
  return db
}

async function startEmbedded({ dataDir }: Config, opened: (() => Promise<unknown>)[]): Promise<string> {
  const postgres = await startEmbeddedPostgres(dataDir)
  opened.push(() => postgres.stop())
  return postgres.connectionString
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const why =
      code === 'EADDRINUSE' ? 'is already in use; stop what uses it, or set PORT' : `cannot be listened on: ${message}`
    throw new StartupError(`Port ${port} of ${host} ${why}`, { cause })
  }
  const address = app.server.address() as AddressInfo
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}

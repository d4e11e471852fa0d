// Loads seed/sample.json into the database of the configuration, beside a running server or without one.
import { readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { type Config, readConfig } from './config.ts'
import { openDatabase } from './database/connection.ts'
import { connectionFile } from './database/embedded-postgres.ts'
import type { Database } from './database/tables.ts'
import { exitOnFailure } from './exit-on-failure.ts'
import { loadSample } from './sample.ts'
import { openMigratedDatabase } from './service.ts'

await exitOnFailure(async () => {
  const closing: (() => Promise<unknown>)[] = []
  const db = await openSeededDatabase(readConfig(), closing)
  const { tickets, attachments } = await loadSample(db)
  for (const close of closing.toReversed()) await close()
  console.log(`Loaded ${tickets} tickets and ${attachments} attachments; what was there already stayed as it was.`)
})

/** An embedded Postgres is shared with the server that runs it; without one, it is started for the while. */
async function openSeededDatabase(config: Config, closing: (() => Promise<unknown>)[]): Promise<Kysely<Database>> {
  const running = config.databaseUrl ? undefined : await runningServer(config.dataDir)
  if (!running) return openMigratedDatabase(config, closing)
  closing.push(() => running.destroy())
  return running
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

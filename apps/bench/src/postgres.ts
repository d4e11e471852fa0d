import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { startServer } from './server-process.ts'

/** The Postgres of the benchmark: the embedded one of a service without a configured database. */
export interface Postgres {
  dataDir: string
  url: string
  pid: number
  version(): Promise<string>
  stop(): Promise<void>
  /** Deletes its data. */
  remove(): Promise<void>
}

export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp('/tmp/kin-support-bench-')
  await chmod(folder, 0o755)
  const dataDir = join(folder, 'data')
  const host = await startServer({ DATA_DIR: dataDir })
  const url = (await readFile(join(dataDir, 'postgres.url'), 'utf8')).trim()
  return {
    dataDir,
    url,
    pid: Number.parseInt(await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10),
    version: () =>
      withClient(url, async (client) => (await client.query(`show server_version`)).rows[0].server_version),
    stop: () => host.stop(),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

export async function withClient<Result>(
  connectionString: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export async function withDatabase<Result>(
  connectionString: string,
  work: (db: Kysely<object>) => Promise<Result>,
): Promise<Result> {
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString, max: 1 }) }) })
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

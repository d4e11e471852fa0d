import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { startServer } from './server-process.ts'

/** A Postgres of the benchmark's own: the one that a service brings which is given none. */
export interface Postgres {
  dataDir: string
  /** Of the database of the service that brings it. */
  url: string
  pid: number
  /** Makes an empty database, and gives its address. */
  createDatabase(name: string): Promise<string>
  /** Stops it; the data stays until it is removed. */
  stop(): Promise<void>
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
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query(`create database ${client.escapeIdentifier(name)}`)
      await client.end()
      return url.replace('/postgres?', `/${name}?`)
    },
    stop: () => host.stop(),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

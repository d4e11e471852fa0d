import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const PGBOUNCER = process.env['PGBOUNCER_PATH'] ?? '/usr/sbin/pgbouncer'

/** Whether tests with poolers are skipped. They are never skipped if CI sets `PGBOUNCER_REQUIRED`. */
export const isWithoutPgbouncer = !existsSync(PGBOUNCER) && process.env['PGBOUNCER_REQUIRED'] === undefined

/** A PgBouncer in front of the Postgres of the tests. */
export interface Pooler {
  /** The connection string of the same database, through the pooler. */
  url: string
  close(): Promise<void>
}

/** Starts PgBouncer in front of `databaseUrl`, as the account that Postgres runs as. */
export async function startPgbouncer(databaseUrl: string, settings: Record<string, string> = {}): Promise<Pooler> {
  const postgresSocket = decodeURIComponent(/host=([^&]+)/.exec(databaseUrl)![1]!)
  const { uid, gid } = await stat(postgresSocket)
  const folder = await mkdtemp('/tmp/kin-support-pgbouncer-')
  await chmod(folder, 0o755)
  const file = join(folder, 'pgbouncer.ini')
  await writeFile(file, configuration(postgresSocket, folder, settings))
  if (process.getuid?.() === 0) await chown(folder, uid, gid)
  const child = spawn(PGBOUNCER, [file], { stdio: 'ignore', cwd: '/', uid, gid })
  const ended = once(child, 'exit')
  const url = databaseUrl.replace(/host=[^&]+/, `host=${encodeURIComponent(folder)}`)
  const close = async () => {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  for (const deadline = Date.now() + 10_000; !(await isAccepting(url)); await sleep(20)) {
    if (child.exitCode === null && Date.now() < deadline) continue
    await close()
    throw new Error('PgBouncer did not start')
  }
  return { url, close }
}

function configuration(postgresSocket: string, folder: string, settings: Record<string, string>): string {
  const all = {
    unix_socket_dir: folder,
    listen_port: '5432',
    auth_type: 'any',
    pool_mode: 'transaction',
    default_pool_size: '3',
    ...settings,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`)
  return ['[databases]', `* = host=${postgresSocket} user=postgres`, '[pgbouncer]', ...lines, ''].join('\n')
}

async function isAccepting(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  )
}

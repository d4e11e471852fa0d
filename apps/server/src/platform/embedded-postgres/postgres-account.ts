import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, cp, lstat, mkdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StartupError } from '../startup-error.ts'

const SYSTEM_FOLDER = '/var/lib/kin-support'

/** As whom Postgres runs, and where this account finds its binaries and may keep its data. */
export interface PostgresAccount {
  uid?: number
  gid?: number
  /** Holds `bin/initdb` and `bin/postgres`. */
  installation: string
  /** Where the cluster is, or is to be made. */
  cluster: string
}

/**
 * Postgres refuses to run as root. For anyone else it runs as that person, on the installation and data folder as
 * they are. For root it runs as `nobody`; what `nobody` cannot reach there (a clone under /root, say) is kept under
 * /var/lib/kin-support instead: a copy of the binaries, and the cluster, to which the data folder then links.
 */
export async function postgresAccount(installation: string, dataDir: string): Promise<PostgresAccount> {
  const cluster = join(dataDir, 'postgres')
  if (process.getuid?.() !== 0) return { installation, cluster }
  const nobody = await accountOf('nobody')
  return {
    ...nobody,
    installation: canRun(join(installation, 'bin/postgres'), nobody) ? installation : await copyOf(installation),
    cluster: canEnter(dataDir, nobody) ? cluster : await linkedCluster(cluster),
  }
}

interface Account {
  uid: number
  gid: number
}

async function accountOf(name: string): Promise<Account> {
  const accounts = await readFile('/etc/passwd', 'utf8')
  const fields = accounts
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':')
  return { uid: Number(fields?.[2] ?? 65_534), gid: Number(fields?.[3] ?? 65_534) }
}

function canRun(program: string, account: Account): boolean {
  return spawnSync(program, ['--version'], { ...account, cwd: '/' }).status === 0
}

function canEnter(folder: string, account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/' }).status === 0
}

/** Several servers may copy at once: each copies under a name of its own, and the first to finish wins. */
async function copyOf(installation: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(installation, '../package.json'), 'utf8')) as { version: string }
  const copy = join(SYSTEM_FOLDER, `postgres-${version}`)
  if (await exists(copy)) return copy
  const draft = `${copy}.${randomUUID()}`
  await makeReachable(SYSTEM_FOLDER)
  await cp(installation, draft, { recursive: true, verbatimSymlinks: true })
  spawnSync('chmod', ['-R', 'a+rX', draft])
  await rename(draft, copy).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true })
    if (!(await exists(copy))) throw error
  })
  return copy
}

async function linkedCluster(link: string): Promise<string> {
  const target = await readlink(link).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new StartupError(`${link} cannot be reached by the account nobody, as which Postgres runs for root`)
  })
  if (target !== undefined) {
    if (await exists(dirname(target))) return target
    throw new StartupError(
      `${link} leads to ${target}, which is gone; bring it back, or delete the link to start empty`,
    )
  }
  const cluster = join(SYSTEM_FOLDER, 'data', randomUUID(), 'postgres')
  await makeReachable(SYSTEM_FOLDER)
  await makeReachable(dirname(dirname(cluster)))
  await makeReachable(dirname(cluster))
  await symlink(cluster, link)
  return cluster
}

/** Whatever the umask is. */
async function makeReachable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o755)
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

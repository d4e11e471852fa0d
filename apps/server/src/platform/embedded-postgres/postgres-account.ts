import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, cp, lstat, mkdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StartupError } from '../startup-error.ts'

const SYSTEM_FOLDER = '/var/lib/kin-support'

/** The account that runs Postgres, and the folders of its binaries and data. Without `uid`, that of this process. */
export interface PostgresAccount {
  uid?: number
  gid?: number
  /** The folder that contains `bin/initdb` and `bin/postgres`. */
  installation: string
  /** The folder of the cluster. It may not exist yet. */
  cluster: string
}

/**
 * Returns the account for Postgres, which refuses to run as root. If this process does not run as root, the account is
 * its own, with the installation and the data folder as they are. For root, it is `nobody`. If `nobody` cannot access
 * them (for example in a clone under /root), a copy of the binaries and the cluster are stored in /var/lib/kin-support,
 * and the data folder contains a link to the cluster.
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

/**
 * Returns the copy of the installation, and creates it if it does not exist. If several servers create it at the same
 * time, each uses a draft of its own, and the first rename wins.
 */
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

/** Returns the cluster to which `link` points. Creates the link if it does not exist. */
async function linkedCluster(link: string): Promise<string> {
  const target = await readlink(link).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new StartupError(`The account nobody, which runs Postgres if the service runs as root, cannot access ${link}`)
  })
  if (target !== undefined) {
    if (await exists(dirname(target))) return target
    throw new StartupError(
      `${link} links to ${target}, which does not exist; restore it, or delete the link to start without data`,
    )
  }
  const cluster = join(SYSTEM_FOLDER, 'data', randomUUID(), 'postgres')
  await makeReachable(SYSTEM_FOLDER)
  await makeReachable(dirname(dirname(cluster)))
  await makeReachable(dirname(cluster))
  await symlink(cluster, link)
  return cluster
}

/** Creates a folder with mode 0755, regardless of the umask. */
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

import { chmod, mkdtemp, readdir, readlink, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Creates a temporary folder that the account of Postgres can access too. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp('/tmp/kin-support-test-')
  await chmod(folder, 0o755)
  return folder
}

/** Removes the folder, and the clusters outside it to which its data folders link. */
export async function removeFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const cluster = await readlink(join(folder, name, 'postgres')).catch(() => undefined)
    if (cluster) await rm(dirname(cluster), { recursive: true, force: true })
  }
  await rm(folder, { recursive: true, force: true })
}

import { chmod, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartupError } from '../startup-error.ts'

// Other accounts cannot list the folder, but can access paths in it: for root, Postgres runs as another account.
const FOLDER_MODE = 0o711

/**
 * Creates `folder` if it does not exist, and locks it for this process. The lock is an exclusive SQLite transaction,
 * because Node has no file locks. The kernel releases it when the process ends, also after `kill -9`, so it cannot
 * become stale. Rejects with a StartupError if the folder is in use by another process or not writable.
 */
export async function lockFolder(folder: string): Promise<{ release(): void }> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE }).catch((cause: unknown) => {
    throw new StartupError(`The data folder ${folder} cannot be created: ${(cause as Error).message}`, { cause })
  })
  const file = join(folder, 'lock')
  try {
    await makePrivate(file)
    const lock = new DatabaseSync(file)
    lock.exec('begin exclusive')
    return { release: () => lock.close() }
  } catch (cause) {
    const isHeld = (cause as Error).message.includes('locked')
    const why = isHeld
      ? 'is in use by another process; stop it, or set DATA_DIR to another folder'
      : 'cannot be written'
    throw new StartupError(`The data folder ${folder} ${why}`, { cause })
  }
}

/**
 * Creates the file if it does not exist, and sets its mode to 0600 regardless of the umask. An account that can read
 * the file could lock it.
 */
async function makePrivate(file: string): Promise<void> {
  const handle = await open(file, 'a', 0o600)
  await handle.close()
  await chmod(file, 0o600)
}

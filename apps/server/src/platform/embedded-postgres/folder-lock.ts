import { chmod, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartupError } from '../startup-error.ts'

// Others may not list it. They may pass through it, because for root Postgres runs as another account.
const FOLDER_MODE = 0o711

/**
 * Holds `folder` for this process until it ends, however it ends. Node has no file lock of its own; SQLite's
 * exclusive transaction is one, and the kernel drops it with the process, so that nothing stale can stay behind.
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

/** Who may read the file may lock it, so nobody else may read it, whatever the umask is and whoever made it. */
async function makePrivate(file: string): Promise<void> {
  const handle = await open(file, 'a', 0o600)
  await handle.close()
  await chmod(file, 0o600)
}

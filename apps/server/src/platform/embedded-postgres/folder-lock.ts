import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartupError } from '../startup-error.ts'

/**
 * Holds `folder` for this process until it ends, however it ends. Node has no file lock of its own; SQLite's
 * exclusive transaction is one, and the kernel drops it with the process, so that nothing stale can stay behind.
 */
export async function lockFolder(folder: string): Promise<{ release(): void }> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new StartupError(`The data folder ${folder} cannot be created: ${(cause as Error).message}`, { cause })
  })
  try {
    const lock = new DatabaseSync(join(folder, 'lock'))
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

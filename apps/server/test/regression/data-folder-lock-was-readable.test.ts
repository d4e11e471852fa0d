// Every account of the machine could read the lock file of the data folder, and so lock it.
import { chmod, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lockFolder } from '../../src/platform/embedded-postgres/folder-lock.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

it('other accounts cannot read the lock or list the folder, even if an earlier version created the lock', async () => {
  const folder = await temporaryFolder()
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777
  const data = join(folder, 'data')
  for (const round of ['first start', 'next start']) {
    const lock = await lockFolder(data)
    expect([round, await modeOf(join(data, 'lock')), (await modeOf(data)) & 0o066]).toEqual([round, 0o600, 0])
    await expect(lockFolder(data)).rejects.toThrow('is in use by another process')
    lock.release()
    await writeFile(join(data, 'lock'), '')
    await chmod(join(data, 'lock'), 0o644)
  }
  await removeFolder(folder)
})

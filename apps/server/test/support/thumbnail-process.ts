// A process that makes a thumbnail twice, with at most a second for each, and that the test can pause. It writes the
// code of each error, and the time it took in ms.
import { readConfig } from '../../src/config.ts'
import { openFiles } from '../../src/files/files.ts'
import { findStoredFile } from '../../src/files/stored-files.repository.ts'
import { openDatabase } from '../../src/platform/database/connection.ts'

const { DATABASE_URL, FOLDER, SMALL, LARGE } = process.env as Record<string, string>
const db = openDatabase(DATABASE_URL!, { maxConnections: 1 })
const { fileLimits: limits } = readConfig({})
const files = await openFiles({ db, clock: () => '', publicUrl: '', folder: FOLDER!, limits, thumbnailSeconds: 1 })
const make = async (id: string | undefined): Promise<void> => {
  const file = await findStoredFile(db, Number(id))
  const startedMs = performance.now()
  const code = await files.thumbnails(file!).then(
    () => 'made',
    (error: { code: string }) => error.code,
  )
  process.stdout.write(`${code} ${Math.round(performance.now() - startedMs)}\n`)
}
await make(SMALL) // loads the library
process.stdout.write('begins\n')
await make(LARGE)
await make(LARGE)
await files.stop()
await db.destroy()

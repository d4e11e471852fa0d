import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { FileStore } from '../platform/storage/file-store.ts'
import { type BackgroundWork, inBackground } from '../jobs/in-background.ts'

/** Scans a file. Resolves to whether it is clean. Rejects if the scan fails or `signal` aborts. */
export type Scan = (store: FileStore, key: string, signal: AbortSignal) => Promise<boolean>

/** Records the results of scans as events. */
export interface ScanEvents {
  /** Called in the transaction that stores the result. */
  record(transaction: Kysely<Database>, attachmentId: number, result: ScanResult): Promise<void>
  /** Called after the commit of that transaction. */
  committed(): void
}

export type ScanResult = 'clean' | 'rejected'

const CONCURRENT_SCANS = 2
// After this many failed files, the scanner is considered unavailable.
const MAX_FAILED = 20

/**
 * Scans all pending files, oldest first: now, on every `start`, and every `rescanMs` milliseconds. A file whose scan
 * failed is scanned again after `rescanMs`. The pending files are read from the database, so a restart loses none.
 */
export function fileScans(
  db: Kysely<Database>,
  store: FileStore,
  scan: Scan,
  events: ScanEvents | undefined,
  rescanMs: number,
): BackgroundWork {
  const scanning = new Set<string>()
  const failed = new Set<string>()
  const stopping = new AbortController()
  const scanNext = async (): Promise<void> => {
    while (failed.size < MAX_FAILED && !stopping.signal.aborted) {
      const key = await nextPending(db, [...scanning, ...failed])
      if (key === undefined) return
      if (scanning.has(key)) continue // the other worker has taken it
      scanning.add(key)
      const state = await scan(store, key, stopping.signal).then(stateOf, () => undefined)
      if (state === undefined) failed.add(key)
      else await settle(db, key, state, events).finally(() => scanning.delete(key))
      scanning.delete(key)
    }
  }
  const workers = Array.from({ length: CONCURRENT_SCANS }, () => inBackground(scanNext))
  const start = () => workers.forEach((worker) => worker.start())
  const timer = setInterval(() => {
    failed.clear()
    start()
  }, rescanMs).unref()
  start()
  return {
    start,
    async end() {
      clearInterval(timer)
      stopping.abort()
      await Promise.all(workers.map((worker) => worker.end()))
    },
  }
}

function stateOf(isClean: boolean): ScanResult {
  return isClean ? 'clean' : 'rejected'
}

async function nextPending(db: Kysely<Database>, except: string[]): Promise<string | undefined> {
  const row = await db
    .selectFrom('stored_files')
    .select('storage_key')
    .where('state', '=', 'pending')
    .where('attachment_id', 'is not', null)
    .where('storage_key', '<>', (eb) => eb.fn('all', [eb.val(except)]))
    .orderBy('stored_at')
    .limit(1)
    .executeTakeFirst()
  return row?.storage_key
}

async function settle(
  db: Kysely<Database>,
  key: string,
  state: ScanResult,
  events: ScanEvents | undefined,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const file = await transaction
      .updateTable('stored_files')
      .set({ state })
      .where('storage_key', '=', key)
      .where('state', '=', 'pending')
      .returning('attachment_id')
      .executeTakeFirst()
    if (file?.attachment_id) await events?.record(transaction, file.attachment_id, state)
  })
  events?.committed()
}

import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { createPartition, lockLog, partitionOf, updateLog } from './event-log.repository.ts'
import { appendToLog } from './event-outbox.repository.ts'

const BATCH = 1_000

/**
 * Gives the waiting events their positions, in batches. Any number of processes may do so at the same time: the lock of
 * the log lets one at a time append, so positions have no gaps, and the events of one ticket are in the order of their
 * commits. Returns the end of the log.
 */
export async function numberEvents(db: Kysely<Database>): Promise<number> {
  for (;;) {
    const { count, lastPosition } = await db.transaction().execute(appendBatch)
    if (count < BATCH) return lastPosition
  }
}

async function appendBatch(transaction: Kysely<Database>): Promise<{ count: number; lastPosition: number }> {
  const before = (await lockLog(transaction)).lastPosition
  const next = partitionOf(before + BATCH)
  if (next > partitionOf(before)) await createPartition(transaction, next)
  const lastPosition = await appendToLog(transaction, before, BATCH)
  const count = lastPosition - before
  if (count > 0) await updateLog(transaction, { lastPosition })
  return { count, lastPosition }
}

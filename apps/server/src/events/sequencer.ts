import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { createPartition, lockLog, partitionOf, updateLog } from './event-log.repository.ts'
import { appendToLog } from './event-outbox.repository.ts'

const BATCH = 1_000

/**
 * Moves the events of the outbox to the log, which gives them their positions, in batches. Several processes may do so
 * at the same time: they append one after the other, because each locks the log. Therefore positions have no gaps, and
 * the events of one ticket are in the order of the commits. Returns the last position.
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

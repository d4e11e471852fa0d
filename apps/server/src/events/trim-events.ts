import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import {
  dropPartition,
  findLogBounds,
  lastPositionOf,
  lockLog,
  partitionOf,
  updateLog,
} from './event-log.repository.ts'

const DELETE_BATCH = 10_000
const DAY_MS = 86_400_000

/**
 * Removes the events that are older than `days` days: whole partitions are dropped, the rest is deleted in batches.
 * Several processes may do so at the same time.
 */
export async function trimEvents(db: Kysely<Database>, days: number, now: string): Promise<void> {
  const end = await lastExpired(db, new Date(Date.parse(now) - days * DAY_MS).toISOString())
  while (await db.transaction().execute((transaction) => trimBatch(transaction, end)));
}

/** Returns whether there is more to remove up to `end`. */
async function trimBatch(transaction: Kysely<Database>, end: number): Promise<boolean> {
  const { trimmedTo } = await lockLog(transaction)
  if (trimmedTo >= end) return false
  const partition = partitionOf(trimmedTo + 1)
  const isWholePartition = lastPositionOf(partition) <= end
  const batchEnd = isWholePartition ? lastPositionOf(partition) : Math.min(end, trimmedTo + DELETE_BATCH)
  if (isWholePartition) await dropPartition(transaction, partition)
  else await transaction.deleteFrom('events').where('position', '<=', batchEnd).execute()
  await updateLog(transaction, { trimmedTo: batchEnd })
  return batchEnd < end
}

/** The position before the oldest event that is kept. Positions follow the time but for seconds. */
async function lastExpired(db: Kysely<Database>, keptSince: string): Promise<number> {
  const { trimmedTo, lastPosition } = await findLogBounds(db)
  const oldestKept = await db
    .selectFrom('events')
    .select('position')
    .where('position', '>', trimmedTo)
    .where('occurred_at', '>=', keptSince)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst()
  return oldestKept ? oldestKept.position - 1 : lastPosition
}

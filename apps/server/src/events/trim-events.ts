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
 * Removes events older than `days` days: drops whole partitions, and deletes the other events in batches. Several
 * processes may do so at the same time.
 */
export async function trimEvents(db: Kysely<Database>, days: number, now: string): Promise<void> {
  const end = await lastExpired(db, new Date(Date.parse(now) - days * DAY_MS).toISOString())
  while (await db.transaction().execute((transaction) => trimBatch(transaction, end)));
}

/** Removes one batch of the events up to `end`. Returns whether events up to `end` remain. */
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

/**
 * Returns the position before the first event that is retained. The order of positions differs from the order of
 * timestamps by seconds at most.
 */
async function lastExpired(db: Kysely<Database>, retainedSince: string): Promise<number> {
  const { trimmedTo, lastPosition } = await findLogBounds(db)
  const oldest = await db
    .selectFrom('events')
    .select('position')
    .where('position', '>', trimmedTo)
    .where('occurred_at', '>=', retainedSince)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst()
  return oldest ? oldest.position - 1 : lastPosition
}

import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

const PARTITION_SIZE = 1_000_000

/** The bounds of the log. */
export interface LogBounds {
  /** The position of the newest event; 0 if there was none. */
  lastPosition: number
  /** Events up to this position were removed; 0 if none were. */
  trimmedTo: number
}

export async function findLogBounds(db: Kysely<Database>): Promise<LogBounds> {
  return db
    .selectFrom('event_log')
    .select(['last_position as lastPosition', 'trimmed_to as trimmedTo'])
    .executeTakeFirstOrThrow()
}

/** Whether no event waits for its position. */
export async function isOutboxEmpty(db: Kysely<Database>): Promise<boolean> {
  return (await db.selectFrom('event_outbox').select('event_id').limit(1).executeTakeFirst()) === undefined
}

/** Locks the log against changes by others until this transaction ends, and returns its bounds. */
export async function lockLog(transaction: Kysely<Database>): Promise<LogBounds> {
  return transaction
    .selectFrom('event_log')
    .select(['last_position as lastPosition', 'trimmed_to as trimmedTo'])
    .forUpdate()
    .executeTakeFirstOrThrow()
}

export async function updateLog(transaction: Kysely<Database>, bounds: Partial<LogBounds>): Promise<void> {
  await transaction
    .updateTable('event_log')
    .set({ last_position: bounds.lastPosition, trimmed_to: bounds.trimmedTo })
    .execute()
}

/** The number of the partition that contains this position. */
export function partitionOf(position: number): number {
  return Math.floor(position / PARTITION_SIZE)
}

/** The last position of a partition. */
export function lastPositionOf(partition: number): number {
  return (partition + 1) * PARTITION_SIZE - 1
}

/** Creates the partition if it does not exist. */
export async function createPartition(transaction: Kysely<Database>, partition: number): Promise<void> {
  const [from, to] = [partition * PARTITION_SIZE, (partition + 1) * PARTITION_SIZE]
  await sql`create table if not exists ${sql.table(nameOf(partition))} partition of events
    for values from (${sql.lit(from)}) to (${sql.lit(to)})`.execute(transaction)
}

/** Drops the partition and all its events, if it exists. */
export async function dropPartition(transaction: Kysely<Database>, partition: number): Promise<void> {
  await sql`drop table if exists ${sql.table(nameOf(partition))}`.execute(transaction)
}

function nameOf(partition: number): string {
  return `events_${partition}`
}

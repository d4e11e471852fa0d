import { SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { WITH_COMMIT } from '../platform/database/pipelined.ts'
import type { Database, Outcome } from '../platform/database/tables.ts'
import { type KeyedCall, lockNumberOf, outcomeFor, type UsedKey } from './idempotency.ts'

const RETENTION_HOURS = 24
const SWEEP_BATCH = 10_000

const RETAINED_SINCE = sql<string>`now() - make_interval(hours => ${sql.lit(RETENTION_HOURS)})`

/**
 * Locks the key until the transaction ends, and returns the stored outcome, or undefined if there is none. Throws
 * IDEMPOTENCY_KEY_REUSED if the stored outcome belongs to other content, IDEMPOTENCY_IN_FLIGHT if no outcome is stored
 * and another transaction has the lock. One statement locks and reads. Its snapshot can be older than the lock, so it
 * can miss a row that was stored just before; {@link storeOutcome} detects that.
 */
export async function reserveKey(transaction: Kysely<Database>, call: KeyedCall): Promise<Outcome | undefined> {
  const isFree = sql<boolean>`pg_try_advisory_xact_lock(${lockNumberOf(call)}::bigint)`.as('isFree')
  const found = await transaction
    .selectFrom(transaction.selectNoFrom(isFree).as('lock'))
    .leftJoin('idempotency_keys', (join) =>
      join
        .on('caller', '=', call.caller)
        .on('operation', '=', call.operation)
        .on('key', '=', call.key)
        .on('created_at', '>', RETAINED_SINCE),
    )
    .select(['isFree', 'fingerprint', 'outcome'])
    .executeTakeFirstOrThrow()
  if (found.fingerprint && found.outcome) return outcomeFor(call, found.fingerprint, found.outcome)
  if (!found.isFree) throw new SupportError('IDEMPOTENCY_IN_FLIGHT')
  return undefined
}

/**
 * Stores the outcome with its change, and replaces an expired row. If another transaction has used the key in the
 * meantime, this transaction fails at COMMIT with an error that {@link isKeyTaken} recognizes.
 */
export async function storeOutcome(transaction: Kysely<Database>, call: KeyedCall, outcome: Outcome): Promise<void> {
  const { caller, operation, key, fingerprint } = call
  await transaction
    .insertInto('idempotency_keys')
    .values({ caller, operation, key, fingerprint, outcome: sql`${JSON.stringify(outcome)}::json` })
    .onConflict((conflict) =>
      conflict.columns(['caller', 'operation', 'key']).doUpdateSet((eb) => ({
        // Null, which the column refuses, unless the row has expired.
        fingerprint: sql`case when idempotency_keys.created_at <= ${RETAINED_SINCE} then excluded.fingerprint end`,
        outcome: eb.ref('excluded.outcome'),
        created_at: eb.ref('excluded.created_at'),
      })),
    )
    .modifyEnd(sql.raw(WITH_COMMIT))
    .execute()
}

/** Whether {@link storeOutcome} found the key used by another transaction. A retry returns the outcome of that one. */
export function isKeyTaken(error: unknown): boolean {
  const { code, table, column } = error instanceof pg.DatabaseError ? error : ({} as Partial<pg.DatabaseError>)
  return code === '23502' && table === 'idempotency_keys' && column === 'fingerprint'
}

/** Returns the stored outcome, undefined if there is none. Throws IDEMPOTENCY_KEY_REUSED if the content differs. */
export async function findOutcome(db: Kysely<Database>, call: KeyedCall): Promise<Outcome | undefined> {
  const row = await findKey(db, call)
  return row && outcomeFor(call, row.fingerprint, row.outcome)
}

/** Whether an outcome is stored under the key, for any content. */
export async function hasOutcome(db: Kysely<Database>, key: UsedKey): Promise<boolean> {
  return (await findKey(db, key)) !== undefined
}

function findKey(db: Kysely<Database>, { caller, operation, key }: UsedKey) {
  return db
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'outcome'])
    .where('caller', '=', caller)
    .where('operation', '=', operation)
    .where('key', '=', key)
    .where('created_at', '>', RETAINED_SINCE)
    .executeTakeFirst()
}

/** Deletes keys older than 24 hours, in batches. Returns the number of deleted keys. */
export async function deleteExpiredKeys(db: Kysely<Database>): Promise<number> {
  let deleted = 0
  for (let batch = SWEEP_BATCH; batch === SWEEP_BATCH; deleted += batch) batch = await deleteExpiredBatch(db)
  return deleted
}

async function deleteExpiredBatch(db: Kysely<Database>): Promise<number> {
  const { numAffectedRows = 0n } = await sql`delete from idempotency_keys where ctid = any(array(
      select ctid from idempotency_keys where created_at <= ${RETAINED_SINCE} limit ${sql.lit(SWEEP_BATCH)}
    ))`.execute(db)
  return Number(numAffectedRows)
}

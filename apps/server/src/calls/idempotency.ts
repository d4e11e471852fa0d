import { createHash } from 'node:crypto'
import { type ErrorCode, SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/tables.ts'

const KEPT_HOURS = 24

/** A change under an idempotency key. The scope of a key is its caller and its operation. */
export interface KeyedCall {
  caller: string
  operation: string
  key: string
  /** SHA-256 of the content. */
  fingerprint: Buffer
}

/** How a change ended: with an output, or with a refusal that a repetition gets again. */
export interface KeptOutcome {
  output?: unknown
  error?: { code: ErrorCode; message: string; version?: number }
}

export function keptOutcome({ code, message, version }: SupportError): KeptOutcome {
  return { error: { code, message, ...(version !== undefined && { version }) } }
}

/** The same for the same content, in whatever order its members were sent. */
export function fingerprintOf(input: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(input, sortedMembers)).digest()
}

function sortedMembers(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Marks the key as running until the transaction ends, however it ends, and gives its outcome if it has one.
 * Throws IDEMPOTENCY_IN_FLIGHT or IDEMPOTENCY_KEY_REUSED. Lock and look-up are one statement, whose snapshot may be
 * older than the lock: then {@link store} finds the row that this one missed.
 */
export async function reserve(transaction: Kysely<Database>, call: KeyedCall): Promise<KeptOutcome | undefined> {
  const { rows } = await sql<{ isFree: boolean; fingerprint: Buffer | null; outcome: KeptOutcome | null }>`
    select l."isFree", k.fingerprint, k.outcome
    from (select pg_try_advisory_xact_lock(${lockNumber(call)}) as "isFree") l
    left join idempotency_keys k on k.caller = ${call.caller} and k.operation = ${call.operation} and k.key = ${call.key}
      and k.created_at > now() - make_interval(hours => ${KEPT_HOURS})`.execute(transaction)
  const [row] = rows
  if (!row?.isFree) throw new SupportError('IDEMPOTENCY_IN_FLIGHT')
  return row.fingerprint && row.outcome ? checked(call, row.fingerprint, row.outcome) : undefined
}

/** The outcome that is kept under the key, for after a lost COMMIT. */
export async function lookUp(db: Kysely<Database>, call: KeyedCall): Promise<KeptOutcome | undefined> {
  const row = await db
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'outcome'])
    .where('caller', '=', call.caller)
    .where('operation', '=', call.operation)
    .where('key', '=', call.key)
    .executeTakeFirst()
  return row && checked(call, row.fingerprint, row.outcome)
}

/** Keeps the outcome with the change. A row that has expired gives way; a live one means that another was first. */
export async function store(transaction: Kysely<Database>, call: KeyedCall, outcome: KeptOutcome): Promise<void> {
  const { numAffectedRows } = await sql`insert into idempotency_keys (caller, operation, key, fingerprint, outcome)
    values (${call.caller}, ${call.operation}, ${call.key}, ${call.fingerprint}, ${JSON.stringify(outcome)})
    on conflict (caller, operation, key) do update
      set fingerprint = excluded.fingerprint, outcome = excluded.outcome, created_at = excluded.created_at
      where idempotency_keys.created_at <= now() - make_interval(hours => ${KEPT_HOURS})`.execute(transaction)
  if (numAffectedRows === 0n) throw new KeyTakenMeanwhile()
}

/** Two first uses of one key both found no row, and the other has committed: try again, and find its outcome. */
export class KeyTakenMeanwhile extends Error {
  override readonly name = 'KeyTakenMeanwhile'
}

/** Forgets what is older than it has to be kept, a batch at a time; tells how much that was. */
export async function deleteExpiredKeys(db: Kysely<Database>, batchSize = 10_000): Promise<number> {
  const { numAffectedRows = 0n } = await sql`delete from idempotency_keys where ctid = any(array(
      select ctid from idempotency_keys where created_at <= now() - make_interval(hours => ${KEPT_HOURS}) limit ${batchSize}
    ))`.execute(db)
  return Number(numAffectedRows)
}

function checked(call: KeyedCall, fingerprint: Buffer, outcome: KeptOutcome): KeptOutcome {
  if (!fingerprint.equals(call.fingerprint)) throw new SupportError('IDEMPOTENCY_KEY_REUSED')
  return outcome
}

function lockNumber({ caller, operation, key }: KeyedCall): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([caller, operation, key]))
    .digest()
  return hash.readBigInt64BE().toString()
}

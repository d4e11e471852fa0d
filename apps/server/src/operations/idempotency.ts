import { hash } from 'node:crypto'
import { type ErrorCode, SupportError } from '@kinconecta/support-contracts'
import { CompiledQuery, type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

const KEPT_HOURS = 24
const SWEEP_BATCH = 10_000

/** An idempotency key. Its scope is its caller and its operation. */
export interface UsedKey {
  caller: string
  operation: string
  key: string
}

/** A change under an idempotency key. */
export interface KeyedCall extends UsedKey {
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
  return hash('sha256', canonicalText(input), 'buffer')
}

function canonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  members.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`).join()}}`
}

// These run with every change, so their text is not put together each time.
const RESERVE = `select l."isFree", k.fingerprint, k.outcome
  from (select pg_try_advisory_xact_lock($4) as "isFree") l
  left join idempotency_keys k on k.caller = $1 and k.operation = $2 and k.key = $3
    and k.created_at > now() - interval '${KEPT_HOURS} hours'`
const RESERVE_NEW = `select l.lock::text from (
    select *, pg_try_advisory_xact_lock(lock) as is_free
    from json_to_recordset($1) as c(caller text, operation text, key text, lock bigint)
  ) l
  where is_free and not exists (
    select from idempotency_keys k where k.caller = l.caller and k.operation = l.operation and k.key = l.key
      and k.created_at > now() - interval '${KEPT_HOURS} hours')`
const STORE = `insert into idempotency_keys (caller, operation, key, fingerprint, outcome)
  select caller, operation, key, decode(fingerprint, 'hex'), outcome
  from json_to_recordset($1)
    as c(caller text, operation text, key text, fingerprint text, outcome json, lock bigint)
  where pg_try_advisory_xact_lock(lock)
  on conflict (caller, operation, key) do update
    set fingerprint = excluded.fingerprint, outcome = excluded.outcome, created_at = excluded.created_at
    where idempotency_keys.created_at <= now() - interval '${KEPT_HOURS} hours'`

/**
 * Marks the key as running until the transaction ends, however it ends, and gives its outcome if it has one.
 * Throws IDEMPOTENCY_IN_FLIGHT or IDEMPOTENCY_KEY_REUSED. Lock and look-up are one statement, whose snapshot may be
 * older than the lock: then {@link store} finds the row that this one missed.
 */
export async function reserve(transaction: Kysely<Database>, call: KeyedCall): Promise<KeptOutcome | undefined> {
  const parameters = [call.caller, call.operation, call.key, lockNumber(call)]
  const { rows } = await transaction.executeQuery<ReservedRow>(CompiledQuery.raw(RESERVE, parameters))
  const [row] = rows
  if (row?.fingerprint && row.outcome) return checked(call, row.fingerprint, row.outcome)
  if (!row?.isFree) throw new SupportError('IDEMPOTENCY_IN_FLIGHT')
  return undefined
}

interface ReservedRow {
  isFree: boolean
  fingerprint: Buffer | null
  outcome: KeptOutcome | null
}

/**
 * Marks those of the keys as running that nobody else is using and that have no outcome, and gives their calls. A key
 * that is there twice is marked for the first alone.
 */
export async function reserveNew(transaction: Kysely<Database>, calls: KeyedCall[]): Promise<Set<KeyedCall>> {
  const byLock = new Map(calls.toReversed().map((call) => [lockNumber(call), call]))
  const asked = [...byLock].map(([lock, { caller, operation, key }]) => ({ caller, operation, key, lock }))
  const query = CompiledQuery.raw(RESERVE_NEW, [JSON.stringify(asked)])
  const { rows } = await transaction.executeQuery<{ lock: string }>(query)
  return new Set(rows.map(({ lock }) => byLock.get(lock)!))
}

/** A call and how it ended. */
export interface Ended {
  call: KeyedCall
  outcome: KeptOutcome
}

/**
 * Keeps outcomes with their changes. A row that has expired gives way; a live one means that another was first, and a
 * lock that is taken that another is at work: both throw {@link KeyTakenMeanwhile}.
 */
export async function store(transaction: Kysely<Database>, ended: Ended[]): Promise<void> {
  const kept = ended.map(({ call, outcome }) => {
    const { caller, operation, key, fingerprint } = call
    return { caller, operation, key, fingerprint: fingerprint.toString('hex'), outcome, lock: lockNumber(call) }
  })
  const { numAffectedRows } = await transaction.executeQuery(CompiledQuery.raw(STORE, [JSON.stringify(kept)]))
  if (numAffectedRows !== BigInt(ended.length)) throw new KeyTakenMeanwhile()
}

/** Another used the key meanwhile: undo, and {@link reserve} will tell what came of it. */
export class KeyTakenMeanwhile extends Error {
  override readonly name = 'KeyTakenMeanwhile'
}

/** The outcome that is kept under the key, for after a lost COMMIT. */
export async function lookUp(db: Kysely<Database>, call: KeyedCall): Promise<KeptOutcome | undefined> {
  const row = await findKept(db, call)
  return row && checked(call, row.fingerprint, row.outcome)
}

/** Whether an outcome is kept under the key, whatever its content was. */
export async function isKept(db: Kysely<Database>, call: UsedKey): Promise<boolean> {
  return (await findKept(db, call)) !== undefined
}

function findKept(db: Kysely<Database>, call: UsedKey) {
  return db
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'outcome'])
    .where('caller', '=', call.caller)
    .where('operation', '=', call.operation)
    .where('key', '=', call.key)
    .where('created_at', '>', sql<string>`now() - make_interval(hours => ${KEPT_HOURS})`)
    .executeTakeFirst()
}

/** Forgets what is older than it has to be kept; tells how much that was. */
export async function deleteExpiredKeys(db: Kysely<Database>): Promise<number> {
  let deleted = 0
  for (let batch = SWEEP_BATCH; batch === SWEEP_BATCH; deleted += batch) batch = await deleteExpiredBatch(db)
  return deleted
}

async function deleteExpiredBatch(db: Kysely<Database>): Promise<number> {
  const { numAffectedRows = 0n } = await sql`delete from idempotency_keys where ctid = any(array(
      select ctid from idempotency_keys where created_at <= now() - make_interval(hours => ${KEPT_HOURS}) limit ${SWEEP_BATCH}
    ))`.execute(db)
  return Number(numAffectedRows)
}

function checked(call: KeyedCall, fingerprint: Buffer, outcome: KeptOutcome): KeptOutcome {
  if (!fingerprint.equals(call.fingerprint)) throw new SupportError('IDEMPOTENCY_KEY_REUSED')
  return outcome
}

function lockNumber({ caller, operation, key }: KeyedCall): string {
  return hash('sha256', JSON.stringify([caller, operation, key]), 'buffer')
    .readBigInt64BE()
    .toString()
}

import { type ErrorCode, type Operation, SupportError } from '@kinconecta/support-contracts'
import type { ControlledTransaction, Kysely } from 'kysely'
import { isRetryable } from '../platform/database/database-errors.ts'
import { retried } from '../platform/database/retried.ts'
import type { Database, Outcome } from '../platform/database/tables.ts'
import type { Call } from './call.ts'
import { findOutcome, isKeyTaken, reserveKey, storeOutcome } from './idempotency.repository.ts'
import { type KeyedCall, keyedCall, refusalOutcome } from './idempotency.ts'

// Errors that are stored with the key, so that a retry gets the same error. Errors that depend on the caller or the
// time (401, 403, 429) are not stored.
const STORED_ERRORS: ReadonlySet<ErrorCode> = new Set([
  'TICKET_NOT_FOUND',
  'ATTACHMENT_NOT_FOUND',
  'VIEW_NOT_FOUND',
  'MACRO_NOT_FOUND',
  'BULK_NOT_FOUND',
  'BULK_CONFLICT',
  'WEBHOOK_NOT_FOUND',
  'AGENT_NOT_FOUND',
  'TEAM_NOT_FOUND',
  'TAG_NOT_FOUND',
  'CALENDAR_NOT_FOUND',
  'POLICY_NOT_FOUND',
  'STATUS_CONFLICT',
  'ALREADY_ASSIGNED',
  'FOLLOWER_LIMIT_REACHED',
  'NAME_TAKEN',
  'TEAM_IN_USE',
  'CALENDAR_IN_USE',
  'RATING_NOT_EDITABLE',
  'REQUESTER_MISMATCH',
  'MERGE_UNDO_EXPIRED',
  'LINK_NOT_FOUND',
  'LINK_LIMIT_REACHED',
  'MESSAGE_NOT_FOUND',
  'DRAFT_NOT_FOUND',
  'PRECONDITION_FAILED',
])

/** The content of a change: two calls with equal content are the same change, whatever the transport. */
export interface Content {
  input: unknown
  ifVersions: number[] | undefined
}

/** The parts of an operation that this module uses. */
export type ChangingOperation = Pick<Operation, 'meta' | 'output'> & { path: string }

/** Makes a change in this transaction, and returns its output. */
export type Work = (transaction: Kysely<Database>) => Promise<unknown>

/**
 * Makes a change in one transaction: reserves the idempotency key, does the work, stores the outcome. If the
 * transaction conflicts with others, it is tried up to 4 times. Resolves only after COMMIT returned. A dry run is rolled
 * back instead, and its key is not used. Throws
 * WRITE_CONTENTION if the last attempt conflicts too, OUTCOME_UNKNOWN if the connection is lost during COMMIT.
 */
export async function change(
  db: Kysely<Database>,
  operation: ChangingOperation,
  call: Call,
  content: Content,
  work: Work,
): Promise<unknown> {
  const { isSecret, isRepeatable } = operation.meta.success
  const hasKey = !isSecret && !isRepeatable && !call.isDryRun
  const keyed = hasKey ? keyedCall(call, operation.path, content) : undefined
  try {
    return await retried(() => attemptChange(db, operation, call, keyed, work), isContention)
  } catch (error) {
    throw isContention(error) ? new SupportError('WRITE_CONTENTION', undefined, { cause: error }) : error
  }
}

async function attemptChange(
  db: Kysely<Database>,
  operation: ChangingOperation,
  call: Call,
  keyed: KeyedCall | undefined,
  work: Work,
): Promise<unknown> {
  const transaction = await db.startTransaction().execute()
  let stored: Outcome | undefined
  let outcome: Outcome
  try {
    stored = keyed && (await reserveKey(transaction, keyed))
    outcome = stored ?? (await outcomeOf(transaction, operation, keyed, work))
    if (keyed && !stored) await storeOutcome(transaction, keyed, outcome)
  } catch (error) {
    await rollback(transaction)
    throw error
  }
  if (stored) call.outcome.isReplayed = true
  if (stored || call.isDryRun) {
    void rollback(transaction) // nothing is to be written, so the response does not wait for it
  } else {
    await commit(db, transaction, keyed)
  }
  return settle(outcome)
}

/**
 * Does the work and validates its output before the transaction commits. If the call has a key and the work throws an
 * error that is stored, only the work is rolled back, to a savepoint, and the error is the outcome.
 */
async function outcomeOf(
  transaction: ControlledTransaction<Database>,
  { meta, output }: ChangingOperation,
  keyed: KeyedCall | undefined,
  work: Work,
): Promise<Outcome> {
  const canStoreError = keyed !== undefined && meta.errors?.some((code) => STORED_ERRORS.has(code))
  const inner = canStoreError ? await transaction.savepoint('work').execute() : transaction
  try {
    const result = await work(inner)
    output.parse(result)
    return { output: result }
  } catch (error) {
    if (!canStoreError || !(error instanceof SupportError) || !STORED_ERRORS.has(error.code)) throw error
    await transaction.rollbackToSavepoint('work' as never).execute()
    return refusalOutcome(error)
  }
}

/** Throws OUTCOME_UNKNOWN if the connection is lost during COMMIT and no stored outcome shows that it succeeded. */
async function commit(
  db: Kysely<Database>,
  transaction: ControlledTransaction<Database>,
  keyed: KeyedCall | undefined,
): Promise<void> {
  try {
    await transaction.commit().execute()
  } catch (cause) {
    await rollback(transaction)
    if (!(cause instanceof SupportError)) throw cause // Postgres rejected COMMIT and rolled back
    if (keyed && (await findOutcome(db, keyed).catch(() => undefined))) return
    const advice = keyed ? 'Retry with the same Idempotency-Key' : 'Check whether the change was made before you retry'
    throw new SupportError('OUTCOME_UNKNOWN', `The database connection was lost during COMMIT. ${advice}.`, { cause })
  }
}

/** Rolls back and returns the connection to the pool, which closes it if it is not idle. Never rejects. */
async function rollback(transaction: ControlledTransaction<Database>): Promise<void> {
  await transaction
    .rollback()
    .execute()
    .catch(() => {})
}

function settle({ output, error }: Outcome): unknown {
  if (error) throw new SupportError(error.code, error.message, { version: error.version })
  return output
}

function isContention(error: unknown): boolean {
  return isKeyTaken(error) || isRetryable(error)
}

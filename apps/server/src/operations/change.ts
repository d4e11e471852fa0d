import { setTimeout as sleep } from 'node:timers/promises'
import { type ErrorCode, type Operation, SupportError } from '@kinconecta/support-contracts'
import type { ControlledTransaction, Kysely } from 'kysely'
import { isRetryable } from '../platform/database/database-errors.ts'
import type { Database, Outcome } from '../platform/database/tables.ts'
import type { Call } from './call.ts'
import { findOutcome, KeyTakenMeanwhile, reserveKey, storeOutcome } from './idempotency.repository.ts'
import { type KeyedCall, keyedCall, refusalOutcome } from './idempotency.ts'

const MAX_ATTEMPTS = 4
const BACKOFF_MS = 20

// Refusals that a retry gets again. Those that depend on the caller or the time (401, 403, 429) are not kept.
const KEPT: ReadonlySet<ErrorCode> = new Set(['TICKET_NOT_FOUND', 'ATTACHMENT_NOT_FOUND', 'PRECONDITION_FAILED'])

/** The content of a change: two calls with equal content are the same change, whatever the transport. */
export interface Content {
  input: unknown
  ifVersions: number[] | undefined
}

/** What this module needs to know of the operation. */
export type ChangingOperation = Pick<Operation, 'meta' | 'output'> & { path: string }

/** The work of a change, done inside its transaction. */
export type Work = (transaction: Kysely<Database>) => Promise<unknown>

/**
 * Makes a change in one transaction: takes the idempotency key, does the work, stores the outcome. Retries the whole
 * transaction when it conflicts with others. Resolves only after COMMIT returned. Throws WRITE_CONTENTION when the
 * conflicts go on, OUTCOME_UNKNOWN when the connection is lost during COMMIT.
 */
export async function change(
  db: Kysely<Database>,
  operation: ChangingOperation,
  call: Call,
  content: Content,
  work: Work,
): Promise<unknown> {
  const keyed = operation.meta.success.isSecret ? undefined : keyedCall(call, operation.path, content)
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptChange(db, operation, call, keyed, work)
    } catch (error) {
      if (!isContention(error)) throw error
      if (attempt === MAX_ATTEMPTS) throw new SupportError('WRITE_CONTENTION', undefined, { cause: error })
      await sleep(Math.random() * BACKOFF_MS * 2 ** attempt)
    }
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
  let kept: Outcome | undefined
  let outcome: Outcome
  try {
    kept = keyed && (await reserveKey(transaction, keyed))
    outcome = kept ?? (await outcomeOf(transaction, operation, keyed, work))
    if (keyed && !kept) await storeOutcome(transaction, keyed, outcome)
  } catch (error) {
    await rollback(transaction)
    throw error
  }
  if (kept) {
    call.outcome.isReplayed = true
    void rollback(transaction) // nothing was written, so the answer does not wait for it
  } else {
    await commit(db, transaction, keyed)
  }
  return settle(outcome)
}

/**
 * Does the work and checks its output while it can still be undone. With a key, a refusal that is kept undoes the work
 * alone, so that the refusal can be stored.
 */
async function outcomeOf(
  transaction: ControlledTransaction<Database>,
  { meta, output }: ChangingOperation,
  keyed: KeyedCall | undefined,
  work: Work,
): Promise<Outcome> {
  const mayKeepRefusal = keyed !== undefined && meta.errors?.some((code) => KEPT.has(code))
  const inner = mayKeepRefusal ? await transaction.savepoint('work').execute() : transaction
  try {
    const result = await work(inner)
    output.parse(result)
    return { output: result }
  } catch (error) {
    if (!mayKeepRefusal || !(error instanceof SupportError) || !KEPT.has(error.code)) throw error
    await transaction.rollbackToSavepoint('work' as never).execute()
    return refusalOutcome(error)
  }
}

/** Throws OUTCOME_UNKNOWN when the connection is lost during COMMIT and no stored outcome shows that it succeeded. */
async function commit(
  db: Kysely<Database>,
  transaction: ControlledTransaction<Database>,
  keyed: KeyedCall | undefined,
): Promise<void> {
  try {
    await transaction.commit().execute()
  } catch (cause) {
    await rollback(transaction)
    if (!(cause instanceof SupportError)) throw cause // Postgres refused: nothing was done
    if (keyed && (await findOutcome(db, keyed).catch(() => undefined))) return
    const advice = keyed ? 'Retry with the same Idempotency-Key' : 'Check whether the change is there before you retry'
    throw new SupportError('OUTCOME_UNKNOWN', `The database connection was lost during COMMIT. ${advice}.`, { cause })
  }
}

/** Returns the connection to the pool, which closes one that is not idle. */
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
  return error instanceof KeyTakenMeanwhile || isRetryable(error)
}

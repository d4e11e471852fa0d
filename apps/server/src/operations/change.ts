import { setTimeout as sleep } from 'node:timers/promises'
import { type ErrorCode, type Operation, SupportError } from '@kinconecta/support-contracts'
import type { ControlledTransaction, Kysely } from 'kysely'
import pg from 'pg'
import type { Database } from '../platform/database/tables.ts'
import type { Call } from './call.ts'
import {
  fingerprintOf,
  type KeptOutcome,
  keptOutcome,
  type KeyedCall,
  KeyTakenMeanwhile,
  lookUp,
  reserve,
  store,
} from './idempotency.ts'

const MAX_ATTEMPTS = 4
const BACKOFF_MS = 20

// Refusals that hold for a repetition too. Those that depend on the caller or the moment (401, 403, 429) do not.
const KEPT: ReadonlySet<ErrorCode> = new Set(['TICKET_NOT_FOUND', 'ATTACHMENT_NOT_FOUND', 'PRECONDITION_FAILED'])

/** What two requests have to have in common to be the same change, from whichever door: the condition counts. */
export interface Content {
  input: unknown
  ifVersions: number[] | undefined
}

/** What is to be known of the operation that makes a change. */
export type ChangingOperation = Pick<Operation, 'meta' | 'output'> & { path: string }

/** The change itself, made in a transaction. */
export type Work = (transaction: Kysely<Database>) => Promise<unknown>

/**
 * Makes a change: in one transaction with its idempotency key, again where it met others on the same rows, and honest
 * where the connection was lost during COMMIT. Resolves only after COMMIT returned.
 */
export async function change(
  db: Kysely<Database>,
  operation: ChangingOperation,
  call: Call,
  content: Content,
  work: Work,
  asksFirst = false,
): Promise<unknown> {
  const keyed = keyedCall(call, operation, content)
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptChange(db, operation, call, keyed, work, asksFirst || attempt > 1)
    } catch (error) {
      if (!isContention(error)) throw error
      if (attempt === MAX_ATTEMPTS) throw new SupportError('WRITE_CONTENTION', undefined, { cause: error })
      await sleep(Math.random() * BACKOFF_MS * 2 ** attempt)
    }
  }
}

/** The call with what its key stands for; undefined without a key. */
export function keyedCall(
  { actor, idempotencyKey: key }: Call,
  { path }: ChangingOperation,
  content: Content,
): KeyedCall | undefined {
  if (key === undefined) return undefined
  return { caller: actor.id, operation: path, key, fingerprint: fingerprintOf(content) }
}

/** Whether it is of those that only make something new: they meet nobody on their rows, and are not refused for what is there. */
export function onlyCreates({ meta }: Operation): boolean {
  return meta.success.locationOf !== undefined && !meta.errors?.some((code) => KEPT.has(code))
}

async function attemptChange(
  db: Kysely<Database>,
  operation: ChangingOperation,
  call: Call,
  keyed: KeyedCall | undefined,
  work: Work,
  asksFirst: boolean,
): Promise<unknown> {
  // What is created meets nobody on its rows, and a fresh key is what most keys are: so it is created first, and the
  // key is taken when it is stored. Where that fails, the next attempt asks first, as every other change does.
  const mayAskLater = operation.meta.success.locationOf !== undefined && !asksFirst
  const transaction = await db.startTransaction().execute()
  let isCommitting = false
  let outcome: KeptOutcome
  try {
    const kept = keyed && !mayAskLater && (await reserve(transaction, keyed))
    if (kept) {
      await transaction.rollback().execute()
      call.outcome.isReplayed = true
      return settle(kept)
    }
    outcome = await outcomeOf(transaction, operation, keyed, work)
    if (keyed) await store(transaction, [{ call: keyed, outcome }])
    isCommitting = true
    await transaction.commit().execute()
  } catch (error) {
    // Gives the connection back, whatever state it is in; the pool closes one that is not idle.
    await transaction
      .rollback()
      .execute()
      .catch(() => {})
    if (isCommitting) return settleUnknown(db, keyed, error)
    throw error
  }
  return settle(outcome)
}

/** Does the work and checks its output while it can still be undone. A refusal to be kept undoes the work alone. */
async function outcomeOf(
  transaction: ControlledTransaction<Database>,
  { meta, output }: ChangingOperation,
  keyed: KeyedCall | undefined,
  work: Work,
): Promise<KeptOutcome> {
  const mayRefuse = keyed !== undefined && meta.errors?.some((code) => KEPT.has(code))
  const inner = mayRefuse ? await transaction.savepoint('work').execute() : transaction
  try {
    const result = await work(inner)
    output.parse(result)
    return { output: result }
  } catch (error) {
    if (!mayRefuse || !(error instanceof SupportError) || !KEPT.has(error.code)) throw error
    await transaction.rollbackToSavepoint('work' as never).execute()
    return keptOutcome(error)
  }
}

function settle({ output, error }: KeptOutcome): unknown {
  if (error) throw new SupportError(error.code, error.message, { version: error.version })
  return output
}

/** COMMIT was sent and it failed. If that is because its answer did not come: done or not, only the key's row can tell. */
export async function settleUnknown(
  db: Kysely<Database>,
  keyed: KeyedCall | undefined,
  cause: unknown,
): Promise<unknown> {
  if (!(cause instanceof SupportError)) throw cause // Postgres said no: nothing was done
  const kept = keyed && (await lookUp(db, keyed).catch(() => undefined))
  if (kept) return settle(kept)
  const advice = keyed ? 'try again with the same Idempotency-Key' : 'look whether it is there before you try again'
  throw new SupportError('OUTCOME_UNKNOWN', `The connection to the database was lost while saving; ${advice}`, {
    cause,
  })
}

// 40001 is a serialization failure, 40P01 a deadlock.
function isContention(error: unknown): boolean {
  if (error instanceof KeyTakenMeanwhile) return true
  return error instanceof pg.DatabaseError && (error.code === '40001' || error.code === '40P01')
}

import type { Operation } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { Call } from './call.ts'
import { hasOutcome } from './idempotency.repository.ts'

/** Whether the idempotency key has a stored outcome. A retry gets this outcome, whatever has changed since. */
export async function isRetry(
  db: Kysely<Database>,
  { path }: Operation,
  { actor, idempotencyKey: key }: Call,
): Promise<boolean> {
  return key !== undefined && hasOutcome(db, { caller: actor.id, operation: path, key })
}

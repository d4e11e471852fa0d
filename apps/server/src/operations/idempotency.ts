import { SupportError } from '@kinconecta/support-contracts'
import type { Outcome } from '../platform/database/tables.ts'
import { sha256 } from '../platform/sha256.ts'
import type { Call } from './call.ts'

/** An idempotency key. It is valid for one caller and one operation. */
export interface UsedKey {
  caller: string
  operation: string
  key: string
}

/** A call with an idempotency key. */
export interface KeyedCall extends UsedKey {
  /** SHA-256 of the content. */
  fingerprint: Buffer
}

/** Returns undefined if the call has no key. */
export function keyedCall(
  { actor, idempotencyKey: key }: Call,
  operation: string,
  content: unknown,
): KeyedCall | undefined {
  if (key === undefined) return undefined
  return { caller: actor.id, operation, key, fingerprint: fingerprintOf(content) }
}

export function refusalOutcome({ code, message, version }: SupportError): Outcome {
  return { error: { code, message, ...(version !== undefined && { version }) } }
}

/** Returns the outcome if `fingerprint` is that of the call. Throws IDEMPOTENCY_KEY_REUSED otherwise. */
export function outcomeFor(call: KeyedCall, fingerprint: Buffer, outcome: Outcome): Outcome {
  if (!fingerprint.equals(call.fingerprint)) throw new SupportError('IDEMPOTENCY_KEY_REUSED')
  return outcome
}

/** The number of the advisory lock that a transaction with this key has to get. */
export function lockNumberOf({ caller, operation, key }: UsedKey): string {
  return sha256(JSON.stringify([caller, operation, key]))
    .readBigInt64BE()
    .toString()
}

/** SHA-256 of the content. It does not depend on the order of the fields. */
export function fingerprintOf(content: unknown): Buffer {
  return sha256(canonicalText(content))
}

function canonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalText(field)}`).join()}}`
}

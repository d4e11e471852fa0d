import { TRPCError } from '@trpc/server'
import { z } from 'zod'

/**
 * Throws INVALID_INPUT for fields that the schema does not know, at any depth. `parsed` is the input without them,
 * because no schema of the contract changes a value. Otherwise a misspelled filter would be a list without filter.
 */
export function refuseUnknownFields(input: unknown, parsed: unknown): void {
  const path = unknownField(input, parsed)
  if (!path) return
  const message = 'Unknown field; the reference at /docs has the fields of this operation'
  const cause = new z.ZodRealError([{ code: 'custom', path, message, input: undefined }])
  throw new TRPCError({ code: 'BAD_REQUEST', cause })
}

/** The path of a field of `input` that is not in `parsed`; undefined if there is none. */
function unknownField(input: unknown, parsed: unknown): (string | number)[] | undefined {
  if (!isObject(input) || !isObject(parsed)) return undefined
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue
    const step = Array.isArray(input) ? Number(name) : name
    if (!Object.hasOwn(parsed, name)) return [step]
    const below = unknownField(value, parsed[name])
    if (below) return [step, ...below]
  }
  return undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

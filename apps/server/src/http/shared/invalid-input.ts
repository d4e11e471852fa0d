import { TRPCError } from '@trpc/server'
import { z } from 'zod'

/** Creates an INVALID_INPUT error for a check outside of the operation's own validation, in the same form. */
export function invalidInput(path: (string | number)[], message: string): TRPCError {
  const cause = new z.ZodRealError([{ code: 'custom', path, message, input: undefined }])
  return new TRPCError({ code: 'BAD_REQUEST', cause })
}

/** Returns the input as parsed by the schema. Throws INVALID_INPUT. */
export function validated<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new TRPCError({ code: 'BAD_REQUEST', cause: parsed.error })
}

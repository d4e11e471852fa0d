import { TRPCError } from '@trpc/server'
import { z } from 'zod'

/** INVALID_INPUT as an operation's own validation makes it, for what is decided outside of it. */
export function invalidInput(path: (string | number)[], message: string): TRPCError {
  const cause = new z.ZodRealError([{ code: 'custom', path, message, input: undefined }])
  return new TRPCError({ code: 'BAD_REQUEST', cause })
}

/** The input as the schema has it. Throws INVALID_INPUT. */
export function validated<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new TRPCError({ code: 'BAD_REQUEST', cause: parsed.error })
}

import { z } from 'zod'

/** The id of a row: a whole number from 1 to 2^53 - 1. */
export const Id = z.int().min(1)

/** Names one ticket or attachment. */
export const Ref = z.object({ id: Id })
export type Ref = z.infer<typeof Ref>

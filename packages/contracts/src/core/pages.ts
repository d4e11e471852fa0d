import { z } from 'zod'

/** The most rows one page may hold. */
export const MAX_PAGE_SIZE = 1000

/** The number of rows on a page when an RPC caller does not say. */
export const DEFAULT_PAGE_SIZE = 100

/**
 * Which page of a list: at most `limit` rows (1 to 1000) after the row that `cursor` stands for. A cursor goes with the
 * filters and the sort of the page that gave it.
 */
export const PageRequest = z.object({
  limit: z.int().min(1).max(MAX_PAGE_SIZE).meta({ description: 'Rows on a page.' }).optional(),
  cursor: z
    .string()
    .min(1)
    .max(500)
    .meta({
      description: 'Where the list goes on: `nextCursor` of the page before, or the cursor in its `Link` header.',
    })
    .nullable()
    .optional(),
  count: z
    .boolean()
    .meta({ description: 'Whether to count all that match, on whatever page: `X-Total-Count`, over RPC `total`.' })
    .optional(),
})
export type PageRequest = z.infer<typeof PageRequest>

/** One page of a list: `items` in the order asked for, and the cursor of the next page, null on the last one. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
  /** How many match on all pages together; only where `count` was asked for. */
  total?: number | undefined
}

/** The schema of a page of `item`. */
export function pageOf<Item extends z.ZodType>(item: Item): PageSchema<Item> {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().min(0).optional() })
}

type PageSchema<Item extends z.ZodType> = z.ZodObject<{
  items: z.ZodArray<Item>
  nextCursor: z.ZodNullable<z.ZodString>
  total: z.ZodOptional<z.ZodInt>
}>

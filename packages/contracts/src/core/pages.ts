import { z } from 'zod'

/** The maximum number of rows on a page. */
export const MAX_PAGE_SIZE = 1000

/** The number of rows on a page if an RPC caller sends no `limit`. */
export const DEFAULT_PAGE_SIZE = 100

/**
 * Selects a page of a list: at most `limit` rows (1 to 1000) after the position of `cursor`. A cursor is valid only
 * with the filters and the sort of the page that returned it.
 */
export const PageRequest = z.object({
  limit: z
    .int()
    .min(1)
    .max(MAX_PAGE_SIZE)
    .meta({ description: 'Maximum number of rows on the page. Default: 100 over RPC, all rows over REST.' })
    .optional(),
  cursor: z
    .string()
    .min(1)
    .max(500)
    .meta({
      description: 'Where the page starts: `nextCursor` of the previous page, or the cursor in its `Link` header.',
    })
    .nullable()
    .optional(),
  count: z
    .boolean()
    .meta({
      description: 'Whether to count the matches on all pages. The number is in `X-Total-Count`, over RPC in `total`.',
    })
    .optional(),
})
export type PageRequest = z.infer<typeof PageRequest>

/** One page of a list: `items` in the requested order, and the cursor of the next page, null on the last page. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
  /** The number of matches on all pages. Only if `count` was requested. */
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

import { z } from 'zod'

/** The most rows one page may hold. */
export const MAX_PAGE_SIZE = 1000

/** The number of rows on a page when an RPC caller does not say. */
export const DEFAULT_PAGE_SIZE = 100

/** Which page of a list: at most `limit` rows (1 to 1000) after the row that `cursor` stands for. */
export const PageRequest = z.object({
  limit: z.int().min(1).max(MAX_PAGE_SIZE).meta({ description: 'Rows on a page.' }).optional(),
  cursor: z
    .string()
    .min(1)
    .max(500)
    .meta({
      description: 'Where the list goes on: `nextCursor` of the page before, or the cursor in its `Link` header.',
    })
    .optional(),
})
export type PageRequest = z.infer<typeof PageRequest>

/** One page of a list: `items` ascending by id, and the cursor of the next page, null on the last one. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

/** The schema of a page of `item`. */
export function pageOf<Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ items: z.ZodArray<Item>; nextCursor: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

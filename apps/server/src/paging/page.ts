import { DEFAULT_PAGE_SIZE, type Page, type PageRequest } from '@kinconecta/support-contracts'
import { cursorAfter, idBefore } from './cursor.ts'

/** Reads one page: asks `listAfter` for one row more than the page holds, which tells whether there is a next one. */
export async function readPage<Item>(
  { limit = DEFAULT_PAGE_SIZE, cursor }: PageRequest,
  listAfter: (id: number, limit: number) => Promise<Item[]>,
  idOf: (item: Item) => number,
): Promise<Page<Item>> {
  const rows = await listAfter(idBefore(cursor), limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? cursorAfter(idOf(last)) : null }
}

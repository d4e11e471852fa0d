import { DEFAULT_PAGE_SIZE, type Page, type PageRequest } from '@kinconecta/support-contracts'
import { cursorAfter, idBefore } from './cursor.ts'

/** Rows of a list; `isCut` where they are fewer than were asked for because they are large. */
export interface Rows<Item> {
  rows: Item[]
  isCut: boolean
}

/** Reads one page: asks `listAfter` for one row more than the page holds, which tells whether there is a next one. */
export async function readPage<Item>(
  { limit = DEFAULT_PAGE_SIZE, cursor }: PageRequest,
  listAfter: (id: number, limit: number) => Promise<Rows<Item>>,
  idOf: (item: Item) => number,
): Promise<Page<Item>> {
  const { rows, isCut } = await listAfter(idBefore(cursor), limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const isMore = isCut || rows.length > limit
  return { items, nextCursor: isMore && last ? cursorAfter(idOf(last)) : null }
}

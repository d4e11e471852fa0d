import { DEFAULT_PAGE_SIZE, type Page, type PageRequest } from '@kinconecta/support-contracts'
import type { z } from 'zod'
import { cursorAfter, type KeysetPosition, positionOf } from './cursor.ts'

/** Rows of a list. `isCut` is true if there are fewer than requested because they are large. */
export interface Rows<Item> {
  rows: Item[]
  isCut: boolean
}

/** How to read a list in pages. */
export interface List<Item, Of extends KeysetPosition> {
  /** Lists with different names do not accept each other's cursors. */
  name: string
  /** The schema of a keyset position in this list. */
  position: z.ZodType<Of>
  positionOf(item: Item): Of
  /** Returns up to `limit` rows after the position; from the start if it is undefined. */
  listAfter(position: Of | undefined, limit: number): Promise<Rows<Item>>
  /** Undefined if the list cannot be counted. */
  count?(): Promise<number>
}

/**
 * Reads one page. It requests one row more than `limit`, to know whether there is a next page. `total` is only returned
 * if `count` is requested and the list can be counted. Rejects with CURSOR_INVALID.
 */
export async function readPage<Item, Of extends KeysetPosition>(
  { limit = DEFAULT_PAGE_SIZE, cursor, count, ...filters }: PageRequest,
  list: List<Item, Of>,
): Promise<Page<Item>> {
  const identity = identityOf(list.name, filters)
  const { rows, isCut } = await list.listAfter(positionOf(identity, cursor ?? undefined, list.position), limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const isMore = isCut || rows.length > limit
  const nextCursor = isMore && last ? cursorAfter(identity, list.positionOf(last)) : null
  return { items, nextCursor, ...(count && list.count && { total: await list.count() }) }
}

/** A text of the name and the filters. It does not depend on the order of the filters and of their values. */
function identityOf(name: string, filters: Record<string, unknown>): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined)
  const texts = given.map(([key, value]) => `${key}=${JSON.stringify([value].flat().map(String).toSorted(inOrder))}`)
  return [name, ...texts.toSorted(inOrder)].join('\n')
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

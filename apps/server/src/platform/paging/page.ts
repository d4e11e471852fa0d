import { DEFAULT_PAGE_SIZE, type Page, type PageRequest } from '@kinconecta/support-contracts'
import type { z } from 'zod'
import { cursorAfter, type Edge, edgeOf } from './cursor.ts'

/** Rows of a list; `isCut` where they are fewer than were asked for because they are large. */
export interface Rows<Item> {
  rows: Item[]
  isCut: boolean
}

/** One list: how to read it from an edge on, and where that edge is. */
export interface List<Item, Of extends Edge> {
  /** Different for lists that share no cursors. */
  name: string
  edge: z.ZodType<Of>
  edgeOf(item: Item): Of
  listAfter(edge: Of | undefined, limit: number): Promise<Rows<Item>>
  /** Absent if the list cannot be counted. */
  count?(): Promise<number>
}

/** Reads one page: asks for one row more than the page holds, which tells whether there is a next one. */
export async function readPage<Item, Of extends Edge>(
  { limit = DEFAULT_PAGE_SIZE, cursor, count, ...filters }: PageRequest,
  list: List<Item, Of>,
): Promise<Page<Item>> {
  const identity = identityOf(list.name, filters)
  const { rows, isCut } = await list.listAfter(edgeOf(identity, cursor ?? undefined, list.edge), limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const isMore = isCut || rows.length > limit
  const nextCursor = isMore && last ? cursorAfter(identity, list.edgeOf(last)) : null
  return { items, nextCursor, ...(count && list.count && { total: await list.count() }) }
}

/** The same for the same filters, in whatever order they and their values were sent. */
function identityOf(name: string, filters: Record<string, unknown>): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined)
  const texts = given.map(([key, value]) => `${key}=${JSON.stringify([value].flat().map(String).toSorted(inOrder))}`)
  return [name, ...texts.toSorted(inOrder)].join('\n')
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

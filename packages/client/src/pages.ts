import type { Answer } from './answer.ts'
import { type Send, SupportCall } from './call.ts'
import { SupportError } from './errors.ts'
import type { OperationName } from './operation-names.ts'

/** Reads the page after `cursor`; the first page if it is undefined. */
export type ReadPage<Item> = (cursor: string | undefined) => PromiseLike<Page<Item>>

/** A page as plain data, as the contract defines it. */
export interface PageData<Item> {
  items: Item[]
  nextCursor: string | null
  total?: number | undefined
}

/** One page of a list. `for await` iterates over its items and those of all following pages. */
export class Page<Item> implements PageData<Item>, AsyncIterable<Item> {
  readonly items: Item[]
  /** Cursor of the next page; null on the last page. It can be stored, and passed to `list` later. */
  readonly nextCursor: string | null
  /** The number of items on all pages, if `count` was requested. */
  declare readonly total?: number | undefined
  readonly #read: ReadPage<Item>

  constructor(data: PageData<Item>, read: ReadPage<Item>) {
    this.items = data.items
    this.nextCursor = data.nextCursor
    if (data.total !== undefined) this.total = data.total
    this.#read = read
  }

  /** Whether there is a page after this one. */
  hasNextPage(): boolean {
    return this.nextCursor !== null
  }

  /** Reads the next page. Rejects with a `SupportError` if this is the last one. */
  async getNextPage(): Promise<Page<Item>> {
    if (this.nextCursor === null) throw new SupportError('This is the last page; call hasNextPage() first')
    return this.#read(this.nextCursor)
  }

  /** Iterates over all items from this page on. Each page is read when it is reached. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    let { items, nextCursor } = this
    yield* items
    while (nextCursor !== null) {
      ;({ items, nextCursor } = await this.#read(nextCursor))
      yield* items
    }
  }
}

/**
 * A running list call. `await` returns one page, `for await` iterates over all items.
 * @example
 * const page = await support.tickets.list({ limit: 20 })
 * for await (const ticket of support.tickets.list()) copy(ticket)
 */
export class ListCall<Item, Operation extends OperationName = OperationName>
  extends SupportCall<Page<Item>, Operation>
  implements AsyncIterable<Item>
{
  constructor(send: Send<PageData<Item>>, read: ReadPage<Item>) {
    super(async (isUnbatched) => {
      const answer: Answer<PageData<Item>> = await send(isUnbatched)
      return { ...answer, data: new Page(answer.data, read) }
    })
  }

  /** Iterates over all items. Each page is read when it is reached. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    yield* await this
  }

  /** Returns the first `limit` items, from as many pages as needed. `limit` is required, so that memory is bounded. */
  async toArray({ limit }: { limit: number }): Promise<Item[]> {
    const items: Item[] = []
    if (!(limit >= 1)) {
      this.catch(() => {})
      throw new TypeError('toArray requires a limit of 1 or more')
    }
    for await (const item of this) {
      items.push(item)
      if (items.length >= limit) break
    }
    return items
  }
}

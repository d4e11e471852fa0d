import type { Answer } from './answer.ts'
import { type Send, SupportCall } from './call.ts'
import { SupportError } from './errors.ts'
import type { OperationName } from './operation-names.ts'

/** Reads the page after `cursor`; undefined for the first. */
export type ReadPage<Item> = (cursor: string | undefined) => PromiseLike<Page<Item>>

/** What travels: a page as the contract has it. */
export interface PageData<Item> {
  items: Item[]
  nextCursor: string | null
  total?: number | undefined
}

/** One page of a list. It can be looped over: `for await` goes through its items and those of all pages after it. */
export class Page<Item> implements PageData<Item>, AsyncIterable<Item> {
  readonly items: Item[]
  /** Where the list goes on; null on the last page. It can be kept, and given to a later `list` as `cursor`. */
  readonly nextCursor: string | null
  /** How many there are on all pages together, where `count` was asked for. */
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

  /** The page after this one. Rejects with a `SupportError` where there is none. */
  async getNextPage(): Promise<Page<Item>> {
    if (this.nextCursor === null) throw new SupportError('This is the last page; ask hasNextPage() first')
    return this.#read(this.nextCursor)
  }

  /** Every item from this page on; a page is read when it is reached. */
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
 * A list under way. Awaited it is one page; looped over with `for await` it is every item.
 * @example
 * const page = await support.tickets.list({ limit: 20 })
 * for await (const ticket of support.tickets.list()) copy(ticket)
 */
export class ListCall<Item, Operation extends OperationName = OperationName>
  extends SupportCall<Page<Item>, Operation>
  implements AsyncIterable<Item>
{
  constructor(send: Send<PageData<Item>>, read: ReadPage<Item>) {
    super(async (isAlone) => {
      const answer: Answer<PageData<Item>> = await send(isAlone)
      return { ...answer, data: new Page(answer.data, read) }
    })
  }

  /** Every item; a page is read when it is reached. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    yield* await this
  }

  /** The first `limit` items, over as many pages as that takes. The limit has to be said, so that memory has one. */
  async toArray({ limit }: { limit: number }): Promise<Item[]> {
    const items: Item[] = []
    if (!(limit >= 1)) {
      this.catch(() => {})
      throw new TypeError('toArray takes a limit of 1 or more')
    }
    for await (const item of this) {
      items.push(item)
      if (items.length >= limit) break
    }
    return items
  }
}

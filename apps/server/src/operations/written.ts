import type { Page } from '@kinconecta/support-contracts'

/** An output that came from where it is kept as JSON, and was held against its schema there. */
export class Written<Output> {
  readonly json: string
  /** Of a single object: what its ETag is made of. */
  readonly version: number | undefined

  constructor(json: string, version?: number) {
    this.json = json
    this.version = version
  }

  /** The same as an object, for those who need one. */
  read(): Output {
    return JSON.parse(this.json) as Output
  }
}

/** A page of rows that are JSON. REST sends the rows alone, RPC the whole page. */
export class WrittenPage<Item> extends Written<Page<Item>> {
  /** The rows, with commas between them. */
  readonly rows: string
  readonly nextCursor: string | null
  readonly total: number | undefined

  constructor(rows: string, { nextCursor, total }: Omit<Page<Item>, 'items'>) {
    super(`{"items":[${rows}],${JSON.stringify({ nextCursor, total }).slice(1)}`)
    this.rows = rows
    this.nextCursor = nextCursor
    this.total = total
  }
}

/** A service of the contract as a server may implement it: with outputs that are JSON already. */
export type Serving<Service> = {
  [Method in keyof Service]: Service[Method] extends (input: infer Input) => Promise<infer Output>
    ? (input: Input) => Promise<Output | Written<Output>>
    : never
}

import { type ErrorCode, type Page, type PageRequest, SupportError } from '@kinconecta/support-contracts'

const DEFAULT_PAGE_SIZE = 100

/** What a kind of row is called. */
export interface Kind<Row> {
  id: keyof Row
  name: string
  notFound: ErrorCode
}

/** A row with the version that its ETag is made of. */
export type Versioned<Row> = Row & { version: number }

/** Rows by id, as a table of the service keeps them: ids ascend, and each change is a new version. */
export class Store<Row extends object> {
  readonly #kind: Kind<Row>
  readonly #rows = new Map<number, { row: Row; version: number }>()
  #lastId = 0

  constructor(kind: Kind<Row>, rows: readonly Row[]) {
    this.#kind = kind
    for (const row of rows) this.#put(row[kind.id] as number, row, 1)
  }

  #put(id: number, row: Row, version: number): Versioned<Row> {
    this.#rows.set(id, { row, version })
    this.#lastId = Math.max(this.#lastId, id)
    return { ...row, version }
  }

  /** Ascending by id. */
  all(): Row[] {
    return [...this.#rows].toSorted(([a], [b]) => a - b).map(([, { row }]) => structuredClone(row))
  }

  insert(rowOf: (id: number) => Row): Versioned<Row> {
    const id = this.#lastId + 1
    return this.#put(id, rowOf(id), 1)
  }

  /** Throws where there is none, or where it has another version than the one asked for. */
  get(id: number, ifVersion?: number): Versioned<Row> {
    const { name, notFound } = this.#kind
    const entry = this.#rows.get(id)
    if (!entry) throw new SupportError(notFound, `${name} ${id} not found`)
    const { row, version } = entry
    if (ifVersion === undefined || ifVersion === version) return { ...row, version }
    const sentence = `${name} ${id} has been changed; it is at version ${version} now`
    throw new SupportError('PRECONDITION_FAILED', sentence, { version })
  }

  update(id: number, ifVersion: number | undefined, members: Partial<Row>): Versioned<Row> {
    const { version, ...row } = this.get(id, ifVersion)
    return this.#put(id, { ...row, ...defined(members) } as unknown as Row, version + 1)
  }

  delete(id: number, ifVersion?: number): void {
    this.get(id, ifVersion)
    this.#rows.delete(id)
  }

  list({ limit = DEFAULT_PAGE_SIZE, cursor }: PageRequest): Page<Row> {
    const after = cursor === undefined ? 0 : idOf(cursor)
    const rest = this.all().filter((row) => (row[this.#kind.id] as number) > after)
    const items = rest.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: last && rest.length > limit ? `after-${String(last[this.#kind.id])}` : null }
  }
}

function idOf(cursor: string): number {
  const id = /^after-([1-9]\d{0,15})$/.exec(cursor)?.[1]
  if (id === undefined) throw new SupportError('CURSOR_INVALID')
  return Number(id)
}

/** Without the members that are undefined: what is left out keeps its value. */
function defined<Members extends object>(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Members
}

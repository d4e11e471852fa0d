import {
  DEFAULT_PAGE_SIZE,
  type ErrorCode,
  type Page,
  type PageRequest,
  SupportError,
} from '@kinconecta/support-contracts'
import { defined } from '../defined.ts'
import { wireTimestamp } from './timestamps.ts'

/** What a kind of row is called. */
export interface Kind<Row> {
  id: keyof Row
  name: string
  notFound: ErrorCode
}

/** A row with the version that its ETag is made of. */
export type Versioned<Row> = Row & { version: number }

/** A row, its version and when it was last changed, in wire form. */
export interface Stored<Row> {
  row: Row
  version: number
  changedAt: string
}

/** Which rows to list and in which order: by the values of `edgeOf`, the last of which is the id. */
export interface List<Row> {
  isListed(stored: Stored<Row>): boolean
  edgeOf(stored: Stored<Row>): Edge
  isDescending: boolean
}

type Edge = readonly (string | number)[]

/** Rows by id, as a table of the service keeps them: ids ascend, and each change is a new version. */
export class Store<Row extends object> {
  readonly #kind: Kind<Row>
  readonly #now: () => string
  readonly #rows = new Map<number, Stored<Row>>()
  #lastId = 0

  constructor(kind: Kind<Row>, rows: readonly Row[], now: () => string) {
    this.#kind = kind
    this.#now = now
    for (const row of rows) this.#put(row[kind.id] as number, row, 1)
  }

  #put(id: number, row: Row, version: number): Versioned<Row> {
    this.#rows.set(id, { row, version, changedAt: wireTimestamp(this.#now()) })
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
    const stored = this.#rows.get(id)
    if (!stored) throw new SupportError(notFound, `${name} ${id} not found`)
    const { row, version } = stored
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

  list({ limit = DEFAULT_PAGE_SIZE, cursor, count, ...filters }: PageRequest, list: List<Row>): Page<Row> {
    const identity = checksum(JSON.stringify(filters))
    const after = cursor === undefined || cursor === null ? undefined : edgeIn(cursor, identity)
    const sign = list.isDescending ? -1 : 1
    const inOrder = (a: Edge, b: Edge) => sign * compare(a, b)
    const matching = [...this.#rows.values()].filter((stored) => list.isListed(stored))
    const rest = matching
      .map((stored) => ({ row: stored.row, edge: list.edgeOf(stored) }))
      .filter(({ edge }) => !after || inOrder(edge, after) > 0)
      .toSorted((a, b) => inOrder(a.edge, b.edge))
    const last = rest[limit - 1]
    const nextCursor = last && rest.length > limit ? `${identity}.${btoa(JSON.stringify(last.edge))}` : null
    const items = rest.slice(0, limit).map(({ row }) => row)
    return { items, nextCursor, ...(count && { total: matching.length }) }
  }
}

function compare(a: Edge, b: Edge): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : a[at]! < b[at]! ? -1 : 1
}

function edgeIn(cursor: string, identity: string): Edge {
  const [ofList, text = ''] = cursor.split('.')
  try {
    if (ofList === identity) return JSON.parse(atob(text)) as Edge
  } catch {} // not one of ours
  throw new SupportError('CURSOR_INVALID')
}

/** FNV-1a. */
function checksum(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(36)
}

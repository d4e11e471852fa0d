import {
  DEFAULT_PAGE_SIZE,
  type ErrorCode,
  type Page,
  type PageRequest,
  SupportError,
} from '@kinconecta/support-contracts'
import { defined } from '../defined.ts'
import { wireTimestamp } from './timestamps.ts'

/** The names that a store uses for its rows: the id field, the name in messages, and the error code. */
export interface Kind<Row> {
  id: keyof Row
  name: string
  notFound: ErrorCode
}

/** A row with its version, which is the value of its ETag. */
export type Versioned<Row> = Row & { version: number }

/** A row, its version and the time of its last change, in wire form. */
export interface Stored<Row> {
  row: Row
  version: number
  changedAt: string
}

/** The filter and the order of a list. Rows are ordered by `positionOf`, whose last value is the id. */
export interface List<Row> {
  isListed(stored: Stored<Row>): boolean
  positionOf(stored: Stored<Row>): Position
  isDescending: boolean
}

/** A keyset position: the values by which a row is sorted. */
export type Position = readonly (string | number)[]

/** Rows by id, like a table of the service: ids ascend, and each change increments the version. */
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

  /** Returns all rows, ascending by id. */
  all(): Row[] {
    return [...this.#rows].toSorted(([a], [b]) => a - b).map(([, { row }]) => structuredClone(row))
  }

  insert(rowOf: (id: number) => Row): Versioned<Row> {
    const id = this.#lastId + 1
    return this.#put(id, rowOf(id), 1)
  }

  /** Returns the row with this id, undefined if there is none. */
  find(id: number | undefined): Versioned<Row> | undefined {
    const stored = id === undefined ? undefined : this.#rows.get(id)
    return stored && { ...stored.row, version: stored.version }
  }

  /** Throws if there is no such row, or if it does not have the version `ifVersion`. */
  get(id: number, ifVersion?: number): Versioned<Row> {
    const { name, notFound } = this.#kind
    const stored = this.#rows.get(id)
    if (!stored) throw new SupportError(notFound, `${name} ${id} not found`)
    const { row, version } = stored
    refuseVersion(`${name} ${id}`, version, ifVersion)
    return { ...row, version }
  }

  update(id: number, ifVersion: number | undefined, fields: Partial<Row>): Versioned<Row> {
    const { version, ...row } = this.get(id, ifVersion)
    return this.#put(id, { ...row, ...defined(fields) } as unknown as Row, version + 1)
  }

  delete(id: number, ifVersion?: number): void {
    this.get(id, ifVersion)
    this.#rows.delete(id)
  }

  list(request: PageRequest, list: List<Row>): Page<Row> {
    const matching = [...this.#rows.values()].filter((stored) => list.isListed(stored))
    const rows = matching.map((stored) => ({ row: stored.row, position: list.positionOf(stored) }))
    return pageOf(rows, request, list.isDescending)
  }
}

/** Throws PRECONDITION_FAILED if `what` does not have the version `ifVersion`. */
export function refuseVersion(what: string, version: number, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === version) return
  const sentence = `${what} has been changed; it is at version ${version} now`
  throw new SupportError('PRECONDITION_FAILED', sentence, { version })
}

/** Returns one page of rows, ordered by their positions. The other fields of the request are the filters of the list. */
export function pageOf<Row>(
  rows: readonly { row: Row; position: Position }[],
  { limit = DEFAULT_PAGE_SIZE, cursor, count, ...filters }: PageRequest,
  isDescending = false,
): Page<Row> {
  const identity = checksum(JSON.stringify(filters))
  const after = cursor === undefined || cursor === null ? undefined : positionIn(cursor, identity)
  const sign = isDescending ? -1 : 1
  const inOrder = (a: Position, b: Position) => sign * compare(a, b)
  const rest = rows
    .filter(({ position }) => !after || inOrder(position, after) > 0)
    .toSorted((a, b) => inOrder(a.position, b.position))
  const last = rest[limit - 1]
  const nextCursor = last && rest.length > limit ? `${identity}.${btoa(JSON.stringify(last.position))}` : null
  const items = rest.slice(0, limit).map(({ row }) => row)
  return { items, nextCursor, ...(count && { total: rows.length }) }
}

function compare(a: Position, b: Position): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : a[at]! < b[at]! ? -1 : 1
}

function positionIn(cursor: string, identity: string): Position {
  const [listIdentity, text = ''] = cursor.split('.')
  try {
    if (listIdentity === identity) return JSON.parse(atob(text)) as Position
  } catch {} // not a cursor of this store
  throw new SupportError('CURSOR_INVALID')
}

/** FNV-1a. */
function checksum(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(36)
}

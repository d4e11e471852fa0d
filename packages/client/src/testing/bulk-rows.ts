import { type BulkChange, type BulkResult, type ReplacedFields, SupportError } from '@kinconecta/support-contracts'
import { wireTimestamp } from './timestamps.ts'

/** A bulk change, as a fake service keeps it. */
export interface BulkRow {
  bulk: BulkChange
  /** When it was created, in milliseconds. */
  createdAtMs: number
  ids: readonly number[]
  versions: ReadonlyMap<number, number>
  results: BulkResult[]
  replaced: Map<number, ReplacedFields>
}

/** The bulk changes of a fake service. */
export class Bulks {
  readonly #rows: BulkRow[] = []
  readonly #now: () => string

  constructor(now: () => string) {
    this.#now = now
  }

  insert(
    fields: Pick<BulkChange, 'atomic' | 'changes' | 'undoOf'>,
    ids: readonly number[],
    versions: ReadonlyMap<number, number>,
  ): BulkChange {
    const bulk: BulkChange = {
      ...fields,
      bulkId: this.#rows.length + 1,
      status: 'queued',
      total: ids.length,
      done: 0,
      failed: 0,
      undoneBy: null,
      createdAt: wireTimestamp(this.#now()),
      endedAt: null,
    }
    const createdAtMs = Date.parse(this.#now())
    this.#rows.push({ bulk, createdAtMs, ids, versions, results: [], replaced: new Map() })
    if (fields.undoOf !== null) this.get(fields.undoOf).bulk.undoneBy = bulk.bulkId
    return bulk
  }

  get(id: number): BulkRow {
    const row = this.#rows[id - 1]
    if (!row) throw new SupportError('BULK_NOT_FOUND', `Bulk change ${id} not found`)
    return row
  }

  all(): readonly BulkRow[] {
    return this.#rows
  }

  end({ bulk }: BulkRow, status: BulkChange['status']): void {
    if (bulk.endedAt !== null) return
    Object.assign(bulk, { status, endedAt: wireTimestamp(this.#now()) })
    if (bulk.undoOf !== null && status === 'cancelled') this.get(bulk.undoOf).bulk.undoneBy = null
  }
}

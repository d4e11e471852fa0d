import type { LinkRelation, TicketStatus } from '@kinconecta/support-contracts'
import type { DeskState } from './desk-state.ts'

/** A link from one ticket to another, in one direction. */
export interface LinkRow {
  linkId: number
  ticketId: number
  relation: LinkRelation
  otherTicketId: number
  createdAt: string
}

/** A merge that can be undone. */
export interface MergeRow {
  mergeId: number
  sourceId: number
  targetId: number
  addedFollowerIds: string[]
  /** What the source was before. */
  status: TicketStatus
  state: DeskState
  /** The copy of the first message of the source. */
  copyId: number
}

/** The merges of a fake service. */
export class Merges {
  readonly #rows = new Map<number, MergeRow>()
  #lastId = 0

  insert(row: Omit<MergeRow, 'mergeId'>): MergeRow {
    const inserted = { ...row, mergeId: ++this.#lastId }
    this.#rows.set(inserted.mergeId, inserted)
    return inserted
  }

  nextId(): number {
    return this.#lastId + 1
  }

  /** The newest merge of a ticket. */
  find(sourceId: number): MergeRow | undefined {
    return [...this.#rows.values()].findLast((row) => row.sourceId === sourceId)
  }

  delete({ mergeId }: MergeRow): void {
    this.#rows.delete(mergeId)
  }
}

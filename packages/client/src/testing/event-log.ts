import {
  type ChangeOf,
  type EventQuery,
  type Page,
  type SupportEvent,
  SupportError,
} from '@kinconecta/support-contracts'
import { wireTimestamp } from './timestamps.ts'

const DEFAULT_LIMIT = 100

/** The log of a fake, in memory. */
export class EventLog {
  readonly #events: SupportEvent[] = []
  readonly #now: () => string

  constructor(now: () => string) {
    this.#now = now
  }

  record(change: ChangeOf): void {
    const position = this.#events.length + 1
    this.#events.push({
      id: `evt_${position}`,
      position,
      occurredAt: wireTimestamp(this.#now()),
      actor: { kind: 'admin', id: 'anyone' },
      ...change,
    })
  }

  all(): SupportEvent[] {
    return structuredClone(this.#events)
  }

  list({ after = 0, cursor, types, ticketId, limit = DEFAULT_LIMIT }: EventQuery): Page<SupportEvent> {
    const end = this.#events.length
    if (cursor && !/^\d+$/.test(cursor)) throw new SupportError('CURSOR_INVALID')
    const start = cursor ? Number(cursor) : after
    if (start > end) {
      throw new SupportError('INVALID_INPUT', `after: Must be at most ${end}, the last position of this log`)
    }
    const matching = this.#events.filter(
      (event) =>
        event.position > start &&
        (types === undefined || types.includes(event.type)) &&
        (ticketId === undefined || event.ticketId === ticketId),
    )
    const items = structuredClone(matching.slice(0, limit))
    return { items, nextCursor: matching.length > limit ? String(items.at(-1)!.position) : null }
  }
}

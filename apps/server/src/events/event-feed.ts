import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { EventLog } from './event-log.ts'
import { listLogEntries, type LogEntry } from './events.list.ts'
import { Waiters } from './waiters.ts'

const KEPT = 1_000
const RETRY_MS = 200

/**
 * The newest events of the log in memory, for all streams of this process: they share one read for each batch of
 * events, however many they are. It reads only while there are readers.
 */
export class EventFeed {
  readonly #lists: Kysely<Database>
  readonly #log: Pick<EventLog, 'waitBeyond'>
  readonly #waiters = new Waiters()
  #entries: LogEntry[] = []
  #end = 0
  #readers = 0
  #following = new AbortController()

  constructor(lists: Kysely<Database>, log: Pick<EventLog, 'waitBeyond'>) {
    this.#lists = lists
    this.#log = log
  }

  /** The position up to which events were read. */
  get end(): number {
    return this.#end
  }

  /** Adds a reader, which knows where the log ends, until the result is called. */
  join(end: number): () => void {
    if (this.#readers++ === 0) {
      this.#entries = []
      this.#end = end
      this.#following = new AbortController()
      void this.#follow(this.#following.signal)
    }
    return () => {
      if (--this.#readers === 0) this.#following.abort()
    }
  }

  /** At most `limit` entries after `position`; undefined if older ones are asked for than are kept. */
  entriesAfter(position: number, limit: number): readonly LogEntry[] | undefined {
    const index = position - (this.#end - this.#entries.length)
    return index < 0 ? undefined : this.#entries.slice(index, index + limit)
  }

  /** Resolves when there are entries after `position`, or `signal` aborts. */
  waitBeyond(position: number, signal: AbortSignal): Promise<void> {
    return this.#waiters.wait(() => this.#end > position, signal)
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#log.waitBeyond(this.#end, signal)
      const isFilled = !signal.aborted && (await this.#fill(signal).catch(() => false))
      if (!isFilled) await sleep(RETRY_MS, undefined, { ref: false })
    }
  }

  /** False if there was nothing to read. */
  async #fill(signal: AbortSignal): Promise<boolean> {
    const entries = await listLogEntries(this.#lists, this.#end, KEPT)
    if (signal.aborted || entries.length === 0) return false
    const hasGap = entries[0]!.event.position !== this.#end + 1 // events were removed meanwhile
    this.#entries = [...(hasGap ? [] : this.#entries), ...entries].slice(-KEPT)
    this.#end = entries.at(-1)!.event.position
    this.#waiters.wake()
    return true
  }
}
